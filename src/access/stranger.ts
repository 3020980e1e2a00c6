import type { Principal } from './principal.js';

/** A client that names a key, which is public, and proves nothing: what it uses up is not taken from those who do. */
export const isStranger = (caller: Principal): boolean =>
  caller.kind === 'device' && caller.signedUser === null;
