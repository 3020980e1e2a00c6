import { isIP } from 'node:net';
import type { OutboundRefusal } from './outbound.errors.js';

/** A URL that may be asked, with the host as what will be resolved or connected to. */
export interface OutboundTarget {
  readonly url: URL;
  /** A name without its final dot, or an IP address without brackets. */
  readonly host: string;
  readonly hostIsAddress: boolean;
}

export type TargetReading = { ok: OutboundTarget } | { refused: OutboundRefusal };

const LONGEST_URL = 2048;

/**
 * Decides from its text alone whether a URL may be asked: `https` (with `allowPrivate` also `http`), no user
 * information, no fragment, at most 2,048 characters. Whether its addresses may be connected to is decided later.
 */
export function readTarget(text: string, allowPrivate: boolean): TargetReading {
  if (text.length > LONGEST_URL || !URL.canParse(text)) return { refused: 'url_invalid' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    return { refused: 'scheme_not_allowed' };
  if (url.username !== '' || url.password !== '') return { refused: 'url_has_credentials' };
  // `url.hash` is empty for a bare "#", which is a fragment all the same.
  if (url.href.includes('#')) return { refused: 'url_has_fragment' };

  // The URL parser has already turned 2130706433, 0x7f.1 and 127.1 into 127.0.0.1 (WHATWG URL, host parsing).
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (host === '') return { refused: 'url_invalid' };
  return { ok: { url, host, hostIsAddress: isIP(host) !== 0 } };
}
