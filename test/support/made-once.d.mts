export function madeOnce(directory: string, make: (unfinished: string) => void): string;
