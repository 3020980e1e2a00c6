import type { Decision } from '../common/decision.js';
import { isAmbiguousPath, isPlain, isTooLong } from './plain-address.js';

export type ReturnToRefusal =
  'too_long' | 'not_plain' | 'not_an_address' | 'foreign_origin' | 'has_credentials' | 'ambiguous_path';

export interface ReturnPlaces {
  /** Origin of this server. */
  readonly ownOrigin: string;
  /** The tenant's `allowed_redirects`: origins. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Where a browser may be sent after sign-on: a path of this server (answered as a path) or an address of an origin that
 * the tenant allows (answered whole). What a browser could read as another host than we do is refused, not repaired:
 * backslashes, white space, control and non-ASCII characters, user names, scheme without slashes, paths that start or
 * resolve to `//`, and slashes, backslashes or control characters hidden behind percent signs.
 */
export function returnTo(
  text: string,
  { ownOrigin, allowedOrigins }: ReturnPlaces,
): Decision<string, ReturnToRefusal> {
  if (isTooLong(text)) return { refused: 'too_long' };
  if (!isPlain(text)) return { refused: 'not_plain' };
  const isPath = text.startsWith('/');
  if (isPath ? text.startsWith('//') : !/^https?:\/\/[^/?#]/i.test(text))
    return { refused: 'not_an_address' };
  if (!URL.canParse(text, ownOrigin)) return { refused: 'not_an_address' };
  const url = new URL(text, ownOrigin);
  if (url.username !== '' || url.password !== '' || (!isPath && authorityOf(text).includes('@')))
    return { refused: 'has_credentials' };
  if (url.origin !== ownOrigin && (isPath || !allowedOrigins.includes(url.origin)))
    return { refused: 'foreign_origin' };
  if (isAmbiguousPath(url.pathname)) return { refused: 'ambiguous_path' };
  return { ok: isPath ? url.pathname + url.search + url.hash : url.href };
}

const authorityOf = (address: string): string => /^https?:\/\/([^/?#]*)/i.exec(address)?.[1] ?? '';
