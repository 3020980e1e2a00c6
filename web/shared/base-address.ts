/** The backend's address with a slash at its end, that of the module by default; null for what is no http(s) address. */
export function baseOf(address: string, module: string): string | null {
  const text = address === '' ? new URL('.', module).href : address;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return `${url.origin}${url.pathname.replace(/\/*$/, '')}/`;
}
