/** Which rows of its tenant a Principal sees; repositories turn it into SQL beside the tenant predicate. */
export type Scope =
  { readonly rows: 'all' } | { readonly rows: 'own'; readonly userId: string } | { readonly rows: 'none' };
