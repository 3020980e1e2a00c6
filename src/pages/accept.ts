/** Does the client want JSON rather than a page? Whoever does not say, or takes both, is shown the page. */
export function wantsJson(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const types = accept.split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase());
  return (
    !types.includes('text/html') &&
    types.some((type) => type === 'application/json' || type === 'application/problem+json')
  );
}
