import { minuteMs } from '../../common/time-spans.js';
import type { StreamEnd } from './stream-rules.js';

// What stands on the wire of an event stream (WHATWG HTML, "Server-sent events").

const soonestMs = 2_000;
const spreadMs = 3_000;
/** For those who would be sent away again at once. */
const muchLaterMs = minuteMs;

/**
 * The first bytes: a client that is cut off comes back after 2 to 5 s, each after a time of its own, so that those of a
 * server that ended do not all come to the next one at once. `turn` counts streams.
 */
export const opening = (turn: number): string =>
  `: listening\nretry: ${soonestMs + ((turn * 379) % spreadMs)}\n\n`;

/** A comment, which clients pass over: keeps proxies from closing a silent connection. */
export const heartbeat = ':\n\n';

/** What a stream that ends so says last: the one event there is, and when to come back where that should not be soon. */
export function lastBytes(end: StreamEnd): string {
  if (end === 'logout') return `retry: ${muchLaterMs}\ndata: {"action":"logout"}\n\n`;
  return end === 'displaced' ? `retry: ${muchLaterMs}\n\n` : '';
}
