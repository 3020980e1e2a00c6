import { isAmbiguousPath, isPlain, isTooLong } from '../pages/plain-address.js';

const plainOrigin = /^https?:\/\/[a-z0-9.-]+(:\d+)?$|^https?:\/\/\[[0-9a-f:]+\](:\d+)?$/;

/**
 * An absolute http(s) address that every browser reads as we do, in its canonical spelling; else null. What one could
 * read as another host is no such address: backslashes, white space, control and non-ASCII characters, user names, a
 * scheme without slashes, a path that starts with `//`, and slashes, backslashes or control characters hidden behind
 * percent signs in it.
 */
export function cleanAddress(text: string): URL | null {
  if (isTooLong(text) || !isPlain(text)) return null;
  if (!/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || !plainOrigin.test(url.origin)) return null;
  return isAmbiguousPath(url.pathname) ? null : url;
}
