const longest = 2000;

/** `%2f`, `%5c`, `%00`–`%1f`, `%7f`, and the same behind any number of `%25`. */
const hidden = /%(25)*(2f|5c|[01][0-9a-f]|7f)/i;

/** Longer than any address that a browser is sent on to. */
export const isTooLong = (text: string): boolean => text.length > longest;

/** Neither white space nor backslashes, control or non-ASCII characters, which browsers repair in ways of their own. */
export const isPlain = (text: string): boolean => /^[\x21-\x5b\x5d-\x7e]+$/.test(text);

/** Could a browser, or a server behind it, take the path for another host, or for another path? */
export const isAmbiguousPath = (pathname: string): boolean =>
  pathname.startsWith('//') || hidden.test(pathname);
