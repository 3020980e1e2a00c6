import type { IncomingHttpHeaders } from 'node:http';
import { isBrowserHeld } from '../access/browser-held.js';
import type { Principal } from '../access/principal.js';
import { Problem } from '../common/problem.js';

type OriginHeaders = Pick<IncomingHttpHeaders, 'origin' | 'sec-fetch-site'>;

/**
 * Throws where a browser-held credential comes from a page that its tenant has not listed; an empty list allows all. Pages of
 * this server (`ownOrigin`) are never foreign.
 */
export function refuseForeignOrigin(
  caller: Principal,
  { origin, 'sec-fetch-site': site }: OriginHeaders,
  ownOrigin: string,
): void {
  if (origin === undefined || origin === ownOrigin || !isBrowserHeld(caller)) return;
  const allowed = caller.tenant.settings.allowed_origins;
  if (allowed.length === 0 || allowed.includes(origin)) return;
  // The page of a link sends no referrer, and its form therefore no origin.
  if (caller.kind === 'action' && origin === 'null' && site !== 'cross-site') return;
  throw new Problem('origin_not_allowed', {
    detail: 'Add this origin to allowed_origins of the tenant to use the credential here.',
  });
}
