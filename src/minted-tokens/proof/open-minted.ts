import type { MintedGrant } from '../../access/principal.js';
import type { Decision } from '../../common/decision.js';

export interface AskedRoute {
  readonly method: string;
  /** Canonical, as requests are routed by it; without query. */
  readonly path: string;
}

export type MintedRefusal = 'path_outside' | 'method_outside';

/** Does the grant open this route (contract 5, "Token")? A path opens itself and what lies below it; GET stands for HEAD too. */
export function openMinted(
  { paths, methods }: MintedGrant,
  { method, path }: AskedRoute,
): Decision<true, MintedRefusal> {
  if (!paths.some((granted) => liesIn(path, granted))) return { refused: 'path_outside' };
  const opened = methods.has(method) || (method === 'HEAD' && methods.has('GET'));
  return opened ? { ok: true } : { refused: 'method_outside' };
}

const liesIn = (path: string, granted: string): boolean =>
  path.startsWith(granted) && (path.length === granted.length || path[granted.length] === '/');
