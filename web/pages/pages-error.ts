/** Why there are no tokens: one sentence or several for whoever builds the site; never holds a secret. */
export class PagesError extends Error {
  override readonly name: string = 'PagesError';
}
