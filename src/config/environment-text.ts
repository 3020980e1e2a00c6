/** The text of one environment variable that a person named (a secret for a command or a seed file); undefined where it is not set. */
export const environmentText = (name: string): string | undefined => process.env[name];
