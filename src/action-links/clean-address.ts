const longest = 2000;

/** `%2f`, `%5c`, `%00`–`%1f`, `%7f`, and the same behind any number of `%25`. */
const hidden = /%(25)*(2f|5c|[01][0-9a-f]|7f)/i;
const plainOrigin = /^https?:\/\/[a-z0-9.-]+(:\d+)?$|^https?:\/\/\[[0-9a-f:]+\](:\d+)?$/;

/**
 * An absolute http(s) address that every browser reads as we do, in its canonical spelling; else null. What one could
 * read as another host is no such address: backslashes, white space, control and non-ASCII characters, user names, a
 * scheme without slashes, a path that starts with `//`, and slashes, backslashes or control characters hidden behind
 * percent signs in it.
 */
export function cleanAddress(text: string): URL | null {
  if (text.length > longest || !/^[\x21-\x5b\x5d-\x7e]+$/.test(text)) return null;
  if (!/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || !plainOrigin.test(url.origin)) return null;
  return url.pathname.startsWith('//') || hidden.test(url.pathname) ? null : url;
}
