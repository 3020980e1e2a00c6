import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Where a sealed text stands. It opens there only: a row of another tenant, another row, another column does not open it. */
export interface SealedPlace {
  readonly tenantId: string;
  readonly table: string;
  readonly rowId: string;
  readonly column: string;
}

export interface Sealer {
  /** Ciphertext as base64, different at each call. */
  seal(text: string, place: SealedPlace): string;
  /** The text that was sealed at this place under this master key. Throws {@link SealBroken} otherwise. */
  open(sealed: string, place: SealedPlace): string;
  /** A keyed digest by which a secret is looked up without being stored: HMAC-SHA-256, 43 characters of base64url. */
  lookupDigest(secret: string): string;
}

/** A sealed text that cannot be opened here: changed, moved, or sealed under another master key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  readonly code = 'seal_broken';

  constructor(place: SealedPlace) {
    super(
      `The sealed ${place.table}.${place.column} of row ${place.rowId} does not open: wrong master key, or the row was changed.`,
    );
  }
}

export const MASTER_KEY_BYTES = 32;

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/**
 * Seals secrets at rest with AES-256-GCM: version byte, random 96-bit nonce, ciphertext, 128-bit tag; version and place are
 * authenticated with it. The keys for sealing and for lookups are derived from the master key (HKDF-SHA-256, RFC 5869),
 * so that neither says anything about the other. Throws a RangeError unless the master key has exactly 32 bytes.
 */
export function createSealer(masterKey: Uint8Array): Sealer {
  if (masterKey.length !== MASTER_KEY_BYTES)
    throw new RangeError(`The master key must have ${MASTER_KEY_BYTES} bytes.`);
  const sealingKey = derive(masterKey, 'countersign seal v1');
  const lookupKey = derive(masterKey, 'countersign lookup v1');
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(bind(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]).toString('base64');
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) throw new SealBroken(place);
      try {
        const nonce = bytes.subarray(1, HEAD_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(bind(place));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const body = decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        throw new SealBroken(place);
      }
    },
    lookupDigest(secret) {
      return createHmac('sha256', lookupKey).update(secret, 'utf8').digest('base64url');
    },
  };
}

function derive(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), purpose, 32));
}

/** Unambiguous: no value can run into its neighbour. */
function bind({ tenantId, table, rowId, column }: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([VERSION, tenantId, table, rowId, column]));
}
