import { createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JwsAlgorithm } from '../../../src/crypto/algorithms.js';
import { encoded, rawToken, signatureOver } from '../../builders/raw-token.js';
import { edgesOfP256 } from './p256-edges.js';
import { pssChanges } from './pss-changes.js';
import { digestInfoOf, pkcs1Message, pssMessage, rawRsa } from './rsa-messages.js';
import type { WycheproofCase } from './vectors.js';

/** What the cases of a group are remade from: a token that the server takes as it is. */
export interface Material {
  readonly algorithm: JwsAlgorithm;
  readonly key: KeyObject | string;
  /** The public key as its issuer prints it; undefined for a shared secret. */
  readonly jwk: JsonWebKey | undefined;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

type Remake = (material: Material, test: WycheproofCase, occurrence: number) => string;

const signed = ({ algorithm, key, header, payload }: Material, more: object = {}): string =>
  rawToken(header, { ...payload, ...more }, algorithm, key);
const inputOf = ({ header, payload }: Material): string => `${encoded(header)}.${encoded(payload)}`;
const withSignature = (material: Material, signature: Buffer): string =>
  `${inputOf(material)}.${signature.toString('base64url')}`;
/** Signed over the text as it is changed. */
const signedText = ({ algorithm, key }: Material, input: string): string =>
  `${input}.${signatureOver(input, algorithm, key).toString('base64url')}`;
const parts = (material: Material): [string, string, string] =>
  signed(material).split('.') as [string, string, string];
const rearranged =
  (form: (header: string, payload: string, signature: string) => string): Remake =>
  (material) =>
    form(...parts(material));
const fixedSignature =
  (form: (signature: Buffer, modulus: bigint) => Buffer): Remake =>
  (material) => {
    const signature = signatureOver(inputOf(material), material.algorithm, material.key);
    const { n } = material.jwk ?? {};
    const modulus = BigInt(`0x${Buffer.from(String(n), 'base64url').toString('hex') || '0'}`);
    return withSignature(material, form(signature, modulus));
  };
const numberOf = (value: bigint, bytes: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex');
/** A MAC that begins like this, which one token in 4,096 has. */
const withMacThatBegins =
  (begin: string): Remake =>
  (material) => {
    for (let jti = 0; ; jti += 1) {
      const token = signed(material, { jti: String(jti) });
      if (token.split('.')[2]?.startsWith(begin) === true) return token;
    }
  };
const beginsWithA = withMacThatBegins('AA');
const beginsWithLine = withMacThatBegins('__');
const before = (tail: string, head: string): string => tail + head;

const good: Remake = (material) => signed(material);
const carrying =
  (note: string): Remake =>
  (material) =>
    signed(material, { note });

const remakes: Readonly<Record<string, Remake>> = {
  acceptsValid: good,
  valid: ({ ...material }) => edgesOfP256(inputOf(material), material.key as KeyObject, 'mirrored'),
  emptyPayload: carrying(''),
  allZeroPayload: carrying('\u0000'.repeat(20)),
  oneBytePayload: carrying('a'),
  normalPayload: carrying(Buffer.from(Array.from({ length: 32 }, (_, at) => 0xe0 + at)).toString('latin1')),
  Figure13: carrying('It’s a dangerous business, Frodo, going out your door.'),
  Figure20: carrying('It’s a dangerous business, Frodo, going out your door.'),
  Figure27: carrying('It’s a dangerous business, Frodo, going out your door.'),
  Figure35: carrying('It’s a dangerous business, Frodo, going out your door.'),
  rejectWrongUse: good,
  rejectWrongKeyOps: good,
  rejectsModifiedSignature: rearranged(
    (h, p, s) => `${h}.${p}.${s.startsWith('X') ? 'Y' : 'X'}${s.slice(1)}`,
  ),
  modifiedSignature: fixedSignature(
    (signature) => signature.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) as Buffer,
  ),
  rejectsModifiedPayload: (material) => {
    const [header, , signature] = parts(material);
    return `${header}.${encoded({ ...material.payload, id: 'X' })}.${signature}`;
  },
  rejectsModifiedHeader: (material) => {
    const [, payload, signature] = parts(material);
    const kid = `X${String(material.header['kid']).slice(1)}`;
    return `${encoded({ ...material.header, kid })}.${payload}.${signature}`;
  },
  rejectsMissingSignature: rearranged((h, p) => `${h}.${p}.`),
  rejectsMissingSignatureAndSeparator: rearranged((h, p) => `${h}.${p}`),
  rejectsMissingPayload: rearranged((h, _p, s) => `${h}..${s}`),
  rejectsMissingPayloadAndSeparator: rearranged((h, _p, s) => `${h}.${s}`),
  rejectsMissingHeader: rearranged((_h, p, s) => `.${p}.${s}`),
  rejectsMissingHeaderAndSeparator: rearranged((_h, p, s) => `${p}.${s}`),
  rejectsMissingHeaderAndSignature: rearranged((_h, p) => `.${p}.`),
  rejectsMissingHeaderSignatureAndSeparators: rearranged((_h, p) => p),
  rejectsMissingHeaderSignatureAndSeparator: rearranged((_h, p) => p),
  rejectsEmptyString: () => '',
  rejectsExtraEmptyComponent: rearranged((h, p, s) => `${h}.${p}.${s}.`),
  rejectsExtraComponent: rearranged((h, p, s) => `${h}.${p}.${s}.foo`),
  rejectsNoneAlgorithmAndMissingSignature: ({ header, payload }) =>
    `${encoded({ ...header, alg: 'none' })}.${encoded(payload)}.`,
  rejectsValidJsonSerialization: rearranged((h, payload, signature) =>
    JSON.stringify({
      payload,
      signatures: [{ protected: h, header: { unknown: 'untrustworthy' }, signature }],
    }),
  ),
  rejectsSymmetryConfusionAttacks_aesKeyFromEcVerificationKeyBytes: ({ header, payload, key }) => {
    const bytes = createPublicKey(key).export({ type: 'spki', format: 'der' });
    return rawToken({ ...header, alg: 'HS256' }, payload, 'HS256', bytes as never);
  },
  rejectsAttackerProvidedEmbeddedJwk: ({ header, payload }) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: header['kid'], use: 'sig', alg: 'ES256' };
    return rawToken({ ...header, jwk }, payload, 'ES256', privateKey);
  },
  algIsNone: ({ payload }, { header }) => `${encoded(header ?? {})}.${encoded(payload)}.`,
  SignatureIs0: fixedSignature(({ length }) => Buffer.alloc(length)),
  SignatureIs1: fixedSignature(({ length }) => numberOf(1n, length)),
  SignatureIsNsub1: fixedSignature(({ length }, n) => numberOf(n - 1n, length)),
  SignatureIsn: fixedSignature(({ length }, n) => numberOf(n, length)),
  SignatureIsnotReduced: fixedSignature((signature, n) =>
    numberOf(BigInt(`0x${signature.toString('hex')}`) + n, signature.length + 1),
  ),
  prependingZerosToSignature: fixedSignature((signature) => Buffer.concat([Buffer.alloc(2), signature])),
  appendingZerosToSignature: fixedSignature((signature) => Buffer.concat([signature, Buffer.alloc(2)])),
  truncatedSignature: fixedSignature((signature) => signature.subarray(0, -2)),
  ValidMac: good,
  ValidEdgeCaseMac: (material, test, occurrence) =>
    (occurrence === 0 ? beginsWithA : beginsWithLine)(material, test, occurrence),
  rejectsSpacesInMac: rearranged((h, p, s) => `${h}.${p}.    ${s}`),
  rejectsInvalidCharacterInsertedInMac: (material, _test, occurrence) => {
    const [h, p, s] = parts(material);
    return `${h}.${p}.${occurrence === 0 ? before('?', s) : before(s, '?')}`;
  },
  rejects0ReplacedbyInvalidCharacter: (...given) => beginsWithA(...given).replace(/\.A(?=[^.]*$)/, '.?'),
  rejectsInvalidCharacters: (...given) => beginsWithLine(...given).replace(/\.__(?=[^.]*$)/, '.??'),
  spacesInHeader: (material) => changedInput(material, (h, p) => `${h}    .${p}`),
  invalidCharactersInHeader: (material) => changedInput(material, (h, p) => `${h}####.${p}`),
  spacesInPayload: (material) => changedInput(material, (h, p) => `${h}.    ${p}`),
  invalidCharactersInPayload: (material) => changedInput(material, (h, p) => `${h}.####${p}`),
  InvalidCharacterInPayload: (material) => changedInput(material, (h, p) => `${h}.?${p}`),
  invalidBase64Padding: rearranged((h, p, s) => `${h}.${p}.${s}=`),
  invalidBase64PaddingInPayload: rearranged((h, p, s) => `${h}.${p}==.${s}`),
  InvalidCharacterInsertedInHeader: rearranged((h, p, s) => `${h.slice(0, -1)}?${h.slice(-1)}.${p}.${s}`),
  InvalidCharacterInsertedInPayload: rearranged((h, p, s) => `${h}.${p}?.${s}`),
  ModifiedUnusedBitsInPayload: (material) => {
    const [h, p, s] = parts(withUnusedBits(material));
    return `${h}.${oneBitFurther(p)}.${s}`;
  },
  MacOfIncorrectlyEncodedMessage: (material) =>
    changedInput(withUnusedBits(material), (h, p) => `${h}.${oneBitFurther(p)}`),
  ValidSpacesInJsonHeader: (material) =>
    signedText(
      material,
      `${encoded(JSON.stringify(material.header).replaceAll(/[{}:,]/g, ' $& '))}.${encoded(material.payload)}`,
    ),
  ValidWhiteSpaceInJsonHeader: (material) =>
    signedText(
      material,
      `${encoded(JSON.stringify(material.header).replace(',', ',\n\t'))}.${encoded(material.payload)}`,
    ),
};

const changedInput = (material: Material, form: (header: string, payload: string) => string): string =>
  signedText(material, form(encoded(material.header), encoded(material.payload)));
/** Its payload’s last letter has bits that no byte uses. */
function withUnusedBits(material: Material): Material {
  for (let note = ''; ; note += 'x') {
    const payload = { ...material.payload, note };
    if (encoded(payload).length % 4 !== 0) return { ...material, payload };
  }
}
const oneBitFurther = (part: string): string =>
  part.slice(0, -1) + String.fromCharCode((part.at(-1) as string).charCodeAt(0) + 1);

/** The token of a case, remade so that nothing but what the case is about is wrong with it. `occurrence` counts those of the same name. */
export function remade(material: Material, test: WycheproofCase, occurrence: number): string {
  const { comment, digestInfo } = test;
  const { algorithm, key } = material;
  const input = inputOf(material);
  if (digestInfo !== undefined)
    return withSignature(material, rawRsa(key as KeyObject, pkcs1Message(digestInfoOf(digestInfo, input))));
  const changes = pssChanges[comment]?.[occurrence];
  if (changes !== undefined) {
    const message = pssMessage(`sha${algorithm.slice(2)}`, input, changes);
    return withSignature(material, rawRsa(key as KeyObject, message));
  }
  const using = /^Using(\w+)$/.exec(comment)?.[1] as JwsAlgorithm | undefined;
  if (using !== undefined)
    return rawToken({ ...material.header, alg: test.named }, material.payload, using, key);
  const edge = /^r\w+_s\w+$|^SignatureTooLong$|^TrailingZeros$|TooBig$|Overflow$/.test(comment);
  if (edge) return edgesOfP256(input, key as KeyObject, comment, occurrence);
  const remake = remakes[comment];
  if (remake === undefined) throw new Error(`No token is made for case ${test.tcId}, ${comment}.`);
  return remake(material, test, occurrence);
}
