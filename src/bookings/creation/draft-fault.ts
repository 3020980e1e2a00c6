/** What is wrong with one field of a create. */
export type Fault = readonly [field: string, texts: readonly string[]];

export const fault = (field: string, text: string): Fault => [field, [text]];
