import { createPublicKey, X509Certificate, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { ALGORITHM_FACTS, type JwsAlgorithm } from './algorithms.js';
import { isUsableEd25519Point } from './ed25519-point.js';
import { importJwk, type JwkRefusal } from './jwk.js';
import { misfitOf } from './key-fit.js';
import { KeyRefused, refuseMisfit } from './key-refused.js';
import { readJsonObject } from './strict-json.js';

/**
 * The public key a merchant handed over, ready to verify `algorithm`. Takes SPKI PEM (`PUBLIC KEY`), PKCS #1 PEM
 * (`RSA PUBLIC KEY`), one X.509 certificate in PEM (only its key is used: neither dates nor issuer are looked at),
 * a JWK as an object or as JSON text. Throws {@link KeyRefused} for everything else, private keys first of all.
 */
export function importPublicKey(source: string | JsonWebKey, algorithm: JwsAlgorithm): KeyObject {
  if (!ALGORITHM_FACTS[algorithm].asymmetric) {
    throw new KeyRefused('key_wrong_type', `${algorithm} takes a shared secret, not a public key.`);
  }
  const key = typeof source === 'string' ? fromText(source, algorithm) : fromJwk(source, algorithm);
  const misfit = misfitOf(key, algorithm, 'verify');
  if (misfit !== undefined) refuseMisfit(misfit, algorithm);
  if (algorithm === 'EdDSA') requireUsablePoint(key);
  return key;
}

function fromText(text: string, algorithm: JwsAlgorithm): KeyObject {
  if (text.trimStart().startsWith('{')) {
    const json = readJsonObject(Buffer.from(text.trim()));
    if ('refused' in json)
      throw unreadable('This looks like a JWK, but it is not one JSON object without repeated members.');
    return fromJwk(json.ok, algorithm);
  }
  const labels = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((match) => match[1] ?? '');
  if (labels.some((label) => label.endsWith('PRIVATE KEY'))) throw privateKey();
  if (labels.length > 1) {
    throw new KeyRefused(
      'key_several',
      'This text holds several keys or certificates; give the one that signs, alone.',
    );
  }
  switch (labels[0]) {
    case 'PUBLIC KEY':
      return parsePem(() => createPublicKey({ key: text, format: 'pem', type: 'spki' }));
    case 'RSA PUBLIC KEY':
      return parsePem(() => createPublicKey({ key: text, format: 'pem', type: 'pkcs1' }));
    case 'CERTIFICATE':
      return parsePem(() => new X509Certificate(text).publicKey);
    default:
      throw unreadable(
        'A public key is expected as PEM (PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE) or as a JWK.',
      );
  }
}

function parsePem(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    throw unreadable('The PEM text cannot be read: it may be cut off, or its line breaks were lost.');
  }
}

function fromJwk(jwk: unknown, algorithm: JwsAlgorithm): KeyObject {
  const imported = importJwk(jwk);
  if ('refused' in imported) return refuseJwk(imported.refused, algorithm);
  if (!imported.ok.algorithms.includes(algorithm)) {
    const misfit = misfitOf(imported.ok.key, algorithm, 'verify');
    if (misfit !== undefined) refuseMisfit(misfit, algorithm);
    throw new KeyRefused(
      'key_algorithm_mismatch',
      `The JWK says alg ${String(imported.ok.algorithms[0])}, the configuration ${algorithm}.`,
    );
  }
  return imported.ok.key;
}

function refuseJwk(refusal: JwkRefusal, algorithm: JwsAlgorithm): never {
  switch (refusal) {
    case 'private':
      throw privateKey();
    case 'symmetric':
      throw new KeyRefused(
        'key_symmetric',
        `This JWK is a shared secret (oct); ${algorithm} takes a public key.`,
      );
    case 'off_curve':
      throw offCurve();
    case 'not_for_signatures':
      throw new KeyRefused(
        'key_not_for_signatures',
        'The JWK is not meant for signatures: use must be sig, key_ops must hold verify.',
      );
    case 'algorithm_unknown':
    case 'algorithm_mismatch':
      throw new KeyRefused(
        'key_algorithm_mismatch',
        'The JWK names an alg that this kind of key does not sign with.',
      );
    case 'kid_invalid':
      throw new KeyRefused('key_kid_invalid', 'The kid of the JWK must be text of 1 to 255 characters.');
    case 'unknown_kty':
      throw new KeyRefused('key_wrong_type', 'The kty of the JWK must be RSA, EC or OKP.');
    case 'unknown_crv':
      throw new KeyRefused('key_wrong_curve', 'The crv of the JWK must be P-256, P-384, P-521 or Ed25519.');
    case 'not_an_object':
    case 'broken':
      throw unreadable('The JWK is broken: a member is missing, too short or not base64url.');
    default:
      return refuseMisfit(refusal, algorithm);
  }
}

function requireUsablePoint(key: KeyObject): void {
  const { x } = key.export({ format: 'jwk' });
  if (typeof x !== 'string' || !isUsableEd25519Point(Buffer.from(x, 'base64url'))) throw offCurve();
}

function privateKey(): KeyRefused {
  return new KeyRefused(
    'key_private',
    'This is a private key: it belongs to the merchant alone. Give its public half (openssl pkey -in key.pem -pubout), and replace the pair if the private key has left its home.',
  );
}

function offCurve(): KeyRefused {
  return new KeyRefused('key_off_curve', 'The coordinates of this key are not a usable point of its curve.');
}

function unreadable(message: string): KeyRefused {
  return new KeyRefused('key_unreadable', message);
}
