import { constants, createHash, privateEncrypt, type KeyObject } from 'node:crypto';

const trailer = 0xbc;

/** The RSA private key applied to an encoded message as it stands (RFC 8017 section 5.2.1). */
export const rawRsa = (key: KeyObject, message: Buffer): Buffer =>
  privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, message);

/** EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) around a DigestInfo that may be anything. */
export const pkcs1Message = (digestInfo: Buffer, length = 256): Buffer =>
  Buffer.concat([
    Buffer.from([0, 1]),
    Buffer.alloc(length - 3 - digestInfo.length, 0xff),
    Buffer.alloc(1),
    digestInfo,
  ]);

/** The DigestInfo of a template (see `WycheproofCase.digestInfo`) over this input. */
export function digestInfoOf(template: string, input: string): Buffer {
  const digest = createHash('sha256').update(input).digest();
  const hex = template
    .replaceAll(/\[(\d+):(\d+)\]/g, (_all, from, to) => digest.toString('hex', Number(from), Number(to)))
    .replaceAll(/\[(\d+)\^([0-9a-f]{2})\]/g, (_all, at, bits) =>
      Buffer.from([(digest[Number(at)] as number) ^ parseInt(bits as string, 16)]).toString('hex'),
    );
  return Buffer.from(hex, 'hex');
}

/** What may be changed while a message is encoded for RSASSA-PSS; each step is handed what it may change. */
export interface PssChanges {
  readonly salt?: Buffer;
  readonly digest?: (digest: Buffer) => void;
  readonly zeros?: (zeros: Buffer) => void;
  readonly hash?: (hash: Buffer) => void;
  /** Padding, the byte 01, and the salt. */
  readonly block?: (block: Buffer) => void;
  readonly masked?: (masked: Buffer) => void;
  readonly message?: (message: Buffer) => void;
}

/** EMSA-PSS (RFC 8017 section 9.1.1) for a modulus of 2048 bits. */
export function pssMessage(hashName: string, input: string, changes: PssChanges): Buffer {
  const hashOf = (...parts: Buffer[]) => createHash(hashName).update(Buffer.concat(parts)).digest();
  const digest = hashOf(Buffer.from(input));
  changes.digest?.(digest);
  const salt = changes.salt ?? Buffer.alloc(digest.length, 0x5a);
  const zeros = Buffer.alloc(8);
  changes.zeros?.(zeros);
  const hash = hashOf(zeros, digest, salt);
  changes.hash?.(hash);
  const block = Buffer.alloc(255 - hash.length);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  changes.block?.(block);
  const mask = mgf1(hashOf, hash, block.length);
  const masked = Buffer.from(block.map((byte, at) => byte ^ (mask[at] as number)));
  masked[0] = (masked[0] as number) & 0x7f;
  changes.masked?.(masked);
  const message = Buffer.concat([masked, hash, Buffer.from([trailer])]);
  changes.message?.(message);
  return message;
}

function mgf1(hashOf: (...parts: Buffer[]) => Buffer, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let counter = 0; parts.length * seed.length < length; counter += 1)
    parts.push(hashOf(seed, Buffer.from([0, 0, 0, counter])));
  return Buffer.concat(parts).subarray(0, length);
}
