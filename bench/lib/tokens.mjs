import {
  constants,
  createHmac,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';

const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** Signing and verifying key for an algorithm. */
export function makeKeys(algorithm) {
  if (algorithm.startsWith('HS')) {
    const key = createSecretKey(randomBytes(64));
    return { privateKey: key, publicKey: key };
  }
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  if (algorithm in curves) return generateKeyPairSync('ec', { namedCurve: curves[algorithm] });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

export const jwkOf = (privateKey, kid) => ({
  ...createPublicKey(privateKey).export({ format: 'jwk' }),
  kid,
  use: 'sig',
});

/** `null` for EdDSA, which hashes by itself. */
export const hashOf = (algorithm) => (algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`);

/** How node:crypto is told padding and encoding. */
export function keyWithOptions(algorithm, key) {
  if (algorithm.startsWith('PS'))
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return algorithm.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : key;
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWS as any JWT library makes it; flat text, as it comes off the wire. */
export function signToken(algorithm, key, header, payload) {
  const input = `${encoded({ alg: algorithm, typ: 'JWT', ...header })}.${encoded(payload)}`;
  const signature = algorithm.startsWith('HS')
    ? createHmac(hashOf(algorithm), key).update(input).digest()
    : sign(hashOf(algorithm), Buffer.from(input), keyWithOptions(algorithm, key));
  return Buffer.from(`${input}.${signature.toString('base64url')}`).toString('latin1');
}

/** What a merchant's login system or an OpenID Connect provider says of a user: 13 claims. */
export function claimsOf(id, issuer) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: 'countersign',
    sub: id,
    id,
    iat: now,
    nbf: now,
    exp: now + 7200,
    jti: randomBytes(12).toString('base64url'),
    email: `${id}@example.com`,
    email_verified: true,
    name: 'Ada Lovelace',
    locale: 'en-GB',
    zoneinfo: 'Europe/London',
  };
}
