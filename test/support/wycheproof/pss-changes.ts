import type { PssChanges } from './rsa-messages.js';

const turn =
  (at: number, bits = 1) =>
  (bytes: Buffer): void => {
    const index = (at + bytes.length) % bytes.length;
    bytes[index] = (bytes[index] as number) ^ bits;
  };
const all = (value: number) => (bytes: Buffer) => void bytes.fill(value);
/** The block of SHA-256 with a salt of 32 bytes has 190 bytes of padding. */
const padding = 190;

/** By the name of the case: what each that bears it changes, in their order. */
export const pssChanges: Readonly<Record<string, readonly PssChanges[]>> = {
  MhashModified: [{ digest: turn(0) }, { digest: turn(16) }, { digest: all(0) }, { digest: all(0xff) }],
  FirstByteOfMhashModified: [{ digest: turn(0) }],
  LastByteOfMhashModified: [{ digest: turn(-1) }],
  lastByteOfMhashModified: [{ digest: turn(-1) }],
  SaltLenChanged: [0, 1, 20, 31, 33, 222].map((length) => ({ salt: Buffer.alloc(length, 0x5a) })),
  saltIsAll0: [{ salt: Buffer.alloc(32) }],
  saltIsAll1: [{ salt: Buffer.alloc(32, 0xff) }],
  ZeroPaddingModified: [{ zeros: turn(0) }, { zeros: turn(-1) }, { zeros: all(0xff) }],
  ModifiedHash: [0, 4, 8, 12, 16, 20, 24, 31].map((at, bit) => ({ hash: turn(at, 1 << bit) })),
  PSModified: [
    { block: turn(0) },
    { block: turn(1) },
    { block: turn(padding - 1) },
    { block: turn(padding / 2, 0xff) },
    { block: (block) => void block.fill(0x01, 0, padding) },
    { block: (block) => void block.fill(0x7f, 0, padding) },
  ],
  SaltModified: [{ block: turn(padding + 1) }, { block: turn(-1) }],
  MaskedDbChanged: [{ masked: turn(100) }],
  EmModified: [{ message: turn(-1) }, { message: turn(-1, 0xbc) }, { message: turn(0) }],
};
