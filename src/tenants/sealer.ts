/** Injection token of the Sealer made from the master key. */
export const SEALER = Symbol('SEALER');
