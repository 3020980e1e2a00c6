interface CurveOrder {
  /** Of one coordinate. */
  readonly bytes: number;
  readonly n: bigint;
}

/** The orders of the base points (FIPS 186-4, D.1.2), by the names that JWKs give the curves. */
export const curveOrders: Readonly<Partial<Record<string, CurveOrder>>> = {
  'P-256': { bytes: 32, n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  'P-384': {
    bytes: 48,
    n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  'P-521': {
    bytes: 66,
    n: BigInt(`0x1${'f'.repeat(65)}a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`),
  },
};
