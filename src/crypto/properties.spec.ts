import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jwtVerify } from 'jose';
import { sampleKeys } from '../../test/builders/key-samples.js';
import { ALGORITHM_FACTS, JWS_ALGORITHMS, type JwsAlgorithm } from './algorithms.js';
import { checkClaims } from './claims.js';
import { readCompactJws } from './compact-jws.js';
import { checkHeader } from './header-rules.js';
import { signJws, signTexts } from './sign-jws.js';
import { verifySignature } from './verify-signature.js';

const NOW_SECONDS = 1_800_000_000;
const AUDIENCE = ['https://api.example.com', 'booking'];
const RULES = { clockToleranceSeconds: 30, requireExp: false, audience: AUDIENCE };

/** Everything a token goes through, in the order of a request. */
function isAccepted(
  token: string,
  algorithm: JwsAlgorithm,
  rules: Parameters<typeof checkClaims>[1],
): boolean {
  const reading = readCompactJws(token);
  if (!('ok' in reading)) return false;
  if (!('ok' in checkHeader(reading.ok.header, algorithm))) return false;
  if (!verifySignature(algorithm, sampleKeys(algorithm).verifies, reading.ok)) return false;
  return 'ok' in checkClaims(reading.ok.payload, rules, NOW_SECONDS * 1000);
}

async function isAcceptedByJose(token: string, algorithm: JwsAlgorithm): Promise<boolean> {
  const { verifies } = sampleKeys(algorithm);
  const key = verifies.type === 'secret' ? new Uint8Array(verifies.export()) : verifies;
  try {
    await jwtVerify(token, key, {
      algorithms: [algorithm],
      audience: AUDIENCE,
      clockTolerance: RULES.clockToleranceSeconds,
      currentDate: new Date(NOW_SECONDS * 1000),
    });
    return true;
  } catch {
    return false;
  }
}

const someAlgorithm = fc.constantFrom(...JWS_ALGORITHMS);
const quickAlgorithm = fc.constantFrom(...JWS_ALGORITHMS.filter((name) => !ALGORITHM_FACTS[name].slow));
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
const instant = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: NOW_SECONDS - 40, max: NOW_SECONDS + 40 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(0, -1, NOW_SECONDS * 1000, '1800000060', null, true, [], 1e308),
  },
);
const claims = fc.record(
  {
    id: fc.string(),
    exp: instant,
    nbf: instant,
    iat: instant,
    aud: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<unknown>(...AUDIENCE, AUDIENCE, ['x', 'booking']) },
      { weight: 1, arbitrary: fc.oneof(fc.constantFrom<unknown>('x', 7, null, []), json) },
    ),
    other: json,
  },
  { requiredKeys: [] },
);
const header = fc.record(
  {
    kid: fc.oneof(fc.string(), fc.integer(), json),
    typ: fc.constantFrom<unknown>('JWT', 'at+jwt', 1),
    cty: fc.constantFrom<unknown>('json', 'JWT'),
    crit: fc.constantFrom<unknown>([], ['exp'], ['b64'], 'b64'),
    b64: fc.boolean(),
    jwk: json,
    zip: fc.constant('DEF'),
  },
  { requiredKeys: [], noNullPrototype: true },
);

describe('a token', () => {
  it('that is signed here is read back whole and verifies, whatever is in it', () => {
    const anything = fc.dictionary(fc.string(), json, { noNullPrototype: true });
    fc.assert(
      fc.property(someAlgorithm, anything, anything, (algorithm, extra, payload) => {
        const { signs, verifies } = sampleKeys(algorithm);
        const reading = readCompactJws(signJws(extra, payload, algorithm, signs));
        if (!('ok' in reading)) throw new Error(reading.detail);
        expect(reading.ok.payload).toEqual(JSON.parse(JSON.stringify(payload)));
        expect({ ...reading.ok.header }).toEqual({
          ...(JSON.parse(JSON.stringify(extra)) as object),
          alg: algorithm,
        });
        expect(verifySignature(algorithm, verifies, reading.ok)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('that was changed in any one character, or grew or shrank by one, is never accepted', () => {
    const change = fc.record({
      at: fc.nat(),
      to: fc.oneof(
        fc.constantFrom(...'AQgw_-.+/= \n'),
        fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
      ),
      kind: fc.constantFrom('replace', 'insert', 'remove'),
    });
    fc.assert(
      fc.property(quickAlgorithm, change, (algorithm, { at, to, kind }) => {
        const { signs } = sampleKeys(algorithm);
        const token = signJws({ kid: 'k', typ: 'JWT' }, { id: 'a', exp: NOW_SECONDS + 60 }, algorithm, signs);
        const place = at % token.length;
        const rest = token.slice(kind === 'insert' ? place : place + 1);
        const changed = token.slice(0, place) + (kind === 'remove' ? '' : to) + rest;
        const rules = { clockToleranceSeconds: 30, requireExp: false };
        expect(isAccepted(token, algorithm, rules)).toBe(true);
        expect(isAccepted(changed, algorithm, rules)).toBe(changed === token);
      }),
      { numRuns: 1500 },
    );
  });

  it('that jose refuses is never accepted', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        quickAlgorithm,
        quickAlgorithm,
        fc.option(header, { freq: 1 }),
        claims,
        async (made, expected, extra, payload) => {
          const alg = { alg: made, ...extra };
          const token = signTexts(JSON.stringify(alg), JSON.stringify(payload), made, sampleKeys(made).signs);
          for (const algorithm of new Set([made, expected])) {
            if (!isAccepted(token, algorithm, RULES)) continue;
            accepted++;
            expect(await isAcceptedByJose(token, algorithm)).toBe(true);
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('of any text whatever is answered, not thrown at', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.tuple(fc.base64String(), fc.string(), fc.string()).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(text, (token) => {
        expect(readCompactJws(token)).toHaveProperty('refused', 'token_malformed');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a payload with members repeated', () => {
  it('is refused wherever the repetition stands and however its name is written', () => {
    const escaped = (name: string): string =>
      `"${[...name].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
    const name = fc.string({ unit: fc.constantFrom(...'ab:{}"\\,[] é') });
    fc.assert(
      fc.property(
        name,
        json,
        json,
        fc.boolean(),
        fc.constantFrom('@', '{"x":@}', '{"x":[1,{"y":@}]}'),
        (key, a, b, escape, around) => {
          const second = escape ? escaped(key) : JSON.stringify(key);
          const [first, values] = [JSON.stringify(key), [JSON.stringify(a), JSON.stringify(b)]];
          const tokenOf = (inner: string) => {
            const { signs } = sampleKeys('HS256');
            return readCompactJws(
              signTexts('{"alg":"HS256"}', around.split('@').join(inner), 'HS256', signs),
            );
          };
          expect(tokenOf(`{${first}:${values[0]} , ${second}:${values[1]}}`)).toEqual({
            refused: 'token_malformed',
            detail: 'payload_duplicate_member',
          });
          expect(
            tokenOf(`{${first}:${values[0]} , ${JSON.stringify(`${key}x`)}:${values[1]}}`),
          ).toHaveProperty('ok');
        },
      ),
      { numRuns: 500 },
    );
  });
});
