/** A message with what to do about it. */
export interface Advice {
  readonly title: string;
  readonly hint: string;
}
