import type { MintedGrant } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { openMinted } from '../minted-tokens/proof/open-minted.js';
import { holdToPins } from '../minted-tokens/proof/pinned-query.js';

/**
 * Lets a minted token into a route, by the very path that the request was routed by, and puts what it pins into the query that
 * the handler reads. Throws outside_audience or query_pinned.
 */
export function enterByGrant(
  grant: MintedGrant,
  request: Pick<HttpRequest, 'url' | 'method' | 'query'>,
): void {
  const { url, method } = request;
  const at = url.indexOf('?');
  const opening = openMinted(grant, { method, path: at === -1 ? url : url.slice(0, at) });
  if ('refused' in opening)
    throw new Problem('outside_audience', {
      detail:
        opening.refused === 'path_outside'
          ? 'This token is for other paths.'
          : `On this path the token is for ${[...grant.methods].join(', ')}.`,
      reason: opening.refused,
    });
  if (grant.pinned.size === 0) return;
  const query = request.query as Record<string, unknown>;
  const holding = holdToPins(grant.pinned, at === -1 ? '' : url.slice(at + 1), query);
  if ('refused' in holding)
    throw new Problem('query_pinned', {
      detail: `The token says what ${JSON.stringify(holding.refused)} is: leave it out, or send exactly that, once.`,
      reason: 'query_pinned',
    });
  for (const [name, value] of holding.ok) query[name] = value;
}
