import type { Principal } from './principal.js';

const kinds: ReadonlySet<Principal['kind']> = new Set(['widget', 'customer', 'action', 'device', 'minted']);

/** Does the caller's credential live in browsers (contract 0, CORS)? Then an Origin header tells the page, and many people may hold the same one. */
export const isBrowserHeld = ({ kind }: Pick<Principal, 'kind'>): boolean => kinds.has(kind);
