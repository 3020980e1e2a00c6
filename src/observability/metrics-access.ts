import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Decision } from '../common/decision.js';

export interface MetricsAsker {
  readonly authorization: string | undefined;
  /** Address of the socket, whatever a proxy says about whom it asks for. */
  readonly socketAddress: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export type MetricsRefusal = 'token_missing' | 'token_wrong' | 'not_local';

/** Headers by which a proxy on this machine shows that it asks for someone else. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Who may read the metrics: the bearer of the token where there is one; without one, this machine itself. */
export function mayReadMetrics(
  { authorization, socketAddress, headers }: MetricsAsker,
  token: string | null,
): Decision<true, MetricsRefusal> {
  if (token !== null) {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) return { refused: 'token_missing' };
    return timingSafeEqual(digest(given), digest(token)) ? { ok: true } : { refused: 'token_wrong' };
  }
  const isLocal =
    loopback.test(socketAddress ?? '') && forwarding.every((header) => headers[header] === undefined);
  return isLocal ? { ok: true } : { refused: 'not_local' };
}

/** Digests are of one length, so that the comparison tells nothing about the token's. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
