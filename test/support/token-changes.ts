import fc from 'fast-check';
import { JWS_ALGORITHMS, type JwsAlgorithm } from '../../src/crypto/algorithms.js';
import { sampleKeys } from '../builders/key-samples.js';
import { encoded } from '../builders/raw-token.js';
import type { TokenKind } from './token-kinds.js';
import { signers } from './token-signers.js';

/** How the JSON of a header or a payload differs from that of a good token, before it is signed. */
interface MemberChange {
  readonly name: string;
  /** JSON text, or what is near it; `@+20` stands for the Unix second in 20 seconds. */
  readonly value: string;
  readonly how: 'replace' | 'repeat' | 'remove';
}

interface JsonChange {
  readonly members: readonly MemberChange[];
  readonly frame: string;
}

/** How the text of a token that was signed is changed. */
type TextChange =
  | { readonly how: 'replace' | 'insert' | 'remove'; readonly at: number; readonly to: string }
  | { readonly how: 'bit'; readonly part: number; readonly at: number }
  | { readonly how: keyof typeof spellings; readonly part: number };

export interface TokenChange {
  readonly header: JsonChange;
  readonly payload: JsonChange;
  readonly signer: keyof typeof signers;
  readonly text: readonly TextChange[];
}

const anything = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value));
const oneOf = (...texts: string[]) => fc.constantFrom(...texts);
/** Far enough from the tolerance that the time a request takes changes nothing. */
const instant = oneOf(
  ...['@+0', '@+20', '@-20', '@-15.5', '@+45', '@-45', '@+3600', '@+86400', '@-86400', '"@+600"'],
  ...[
    '@+600000',
    '@+600e0',
    '0',
    '-1',
    '1e400',
    '-1e400',
    '1e11',
    '253402300800',
    'null',
    'true',
    '[]',
    '{}',
    '""',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => JSON.stringify(value)),
  oneOf('"\\u0000"', '"\\ud800"', '"\ufeff"', '"ＨＳ256"', '"__proto__"', '"../../keys"', '"\' OR 1=1 --"'),
  anything,
);
const algorithm = oneOf(
  ...JWS_ALGORITHMS.map((name) => `"${name}"`),
  ...[
    '"none"',
    '"None"',
    '"NONE"',
    '""',
    'null',
    '["HS256"]',
    '"hs256"',
    '"HS256 "',
    '"RS1"',
    '"ES256K"',
    '"Ed25519"',
  ],
  ...['"ＨＳ256"', '"H\\u0053256"', '"HS256\\u0000"', '"dir"', '"A256KW"', '"PBES2-HS256+A128KW"', '7'],
);

const named = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<MemberChange> =>
  fc.record({
    name: fc.constant(name),
    value,
    how: fc.constantFrom('replace', 'replace', 'replace', 'repeat', 'remove'),
  });

const headerMember = fc.oneof(
  named('alg', algorithm),
  named('kid', fc.oneof(text, oneOf('1', '1.0', '1e0', '-0', '[]'))),
  named('typ', oneOf('"JWT"', '"jwt"', '"at+jwt"', '"application/jwt"', '""', 'null', '1')),
  named('cty', oneOf('"JWT"', '"jwt"', '" application/JWT "', '"json"', '""', 'null')),
  named('crit', oneOf('[]', '["exp"]', '["b64"]', '["crit"]', '"b64"', 'null', '{}')),
  named('b64', oneOf('true', 'false', 'null')),
  named('zip', oneOf('"DEF"', 'null')),
  named('enc', oneOf('"A256GCM"', 'null')),
  named('iss', text),
  named('jwk', oneOf(...(['RS256', 'ES256', 'EdDSA'] as const).map((alg) => JSON.stringify(publicJwk(alg))))),
  named('jku', oneOf('"https://127.0.0.1/keys"', '"file:///etc/passwd"')),
  named('x5u', oneOf('"https://127.0.0.1/cert.pem"')),
  named('x5c', oneOf('["MIIB"]', '[]', '"MIIB"')),
  named('alg\\u0000', algorithm),
  named('\\u0061lg', algorithm),
  named('__proto__', anything),
);

const payloadMember = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...['exp', 'nbf', 'iat'].map((name) => named(name, instant))) },
  {
    weight: 2,
    arbitrary: fc.oneof(
      ...['id', 'iss', 'sub', 'jti', 'user', 'app_slug', 'booking_id', 'action'].map((name) =>
        named(name, text),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(
      named(
        'aud',
        oneOf('"/v2/resources"', '["/v2/resources","/v2/me"]', '"/v2/"', '[]', '[1]', 'null', '"*"'),
      ),
      named('methods', oneOf('["GET"]', '["POST"]', '"GET"', '[]', '["*"]')),
      named('query', oneOf('{"limit":1}', '{"jwt":"x"}', '{"a":null}', '[]', 'null')),
      named('customer.email', oneOf('"ann@example.com"', '"ANN@example.com"', '"*"', '["ann@example.com"]')),
      named('redirect', oneOf('"https://evil.example"', 'null')),
      named('\\u0065xp', instant),
      named('exp ', instant),
      named('__proto__', oneOf('{"exp":1}', '{"id":"x"}', 'null')),
      named('constructor', anything),
    ),
  },
);

/** What stands around the members: `@` is their place. */
const frame = fc.oneof(
  { weight: 12, arbitrary: fc.constant('{@}') },
  {
    weight: 1,
    arbitrary: oneOf(
      ...[
        ' {@} ',
        '\n{@}\t',
        '{ \r\n@ }',
        '\ufeff{@}',
        '{@}{@}',
        '[{@}]',
        '{@,}',
        '{@',
        '{@}//',
        '{"x":{@}}',
      ],
      ...['{@}\u0000', "{'a':1,@}", '"{@}"', 'null', '{}', '', `{"x":${'['.repeat(40)}${']'.repeat(40)},@}`],
    ),
  },
);
const json = (member: fc.Arbitrary<MemberChange>) =>
  fc.record({ members: fc.array(member, { maxLength: 2 }), frame });

const position = fc.nat({ max: 4_000 });
const part = fc.nat({ max: 2 });
const character = fc.oneof(
  oneOf(...'AQgw_-.+/= \t\n%&;,:"\u0000\u00a0\u200b\ufeff', '..', '%2e', '==', 'Ａ', '\u202e'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
);

/** Other spellings of one part, which a lenient reader takes for the same. */
const spellings = {
  padded: (of: string) => of + '='.repeat((4 - (of.length % 4)) % 4),
  otherAlphabet: (of: string) => Buffer.from(of, 'base64url').toString('base64').replaceAll('=', ''),
  hex: (of: string) => Buffer.from(of, 'base64url').toString('hex'),
  strayBits: (of: string) => of.slice(0, -1) + nextLetter(of.at(-1) ?? 'A'),
  upperCase: (of: string) => of.toUpperCase(),
  lowerCase: (of: string) => of.toLowerCase(),
  spacesBefore: (of: string) => `  ${of}`,
  lineBroken: (of: string) => of.replaceAll(/.{40}/g, '$&\r\n'),
  percent: (of: string) => encodeURIComponent(`%${of.charCodeAt(0).toString(16)}`) + of.slice(1),
  cut: (of: string) => of.slice(0, -2),
  doubled: (of: string) => of + of,
  empty: () => '',
  zeros: (of: string) => 'A'.repeat(of.length),
  ones: (of: string) => Buffer.alloc(Buffer.byteLength(of, 'base64url'), 0xff).toString('base64url'),
  zeroBefore: (of: string) =>
    Buffer.concat([Buffer.alloc(1), Buffer.from(of, 'base64url')]).toString('base64url'),
} satisfies Record<string, (of: string) => string>;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const nextLetter = (of: string): string => letters[(letters.indexOf(of) + 1) % 64] as string;

const textChange: fc.Arbitrary<TextChange> = fc.oneof(
  fc.record({ how: fc.constantFrom('replace', 'insert', 'remove'), at: position, to: character }),
  fc.record({ how: fc.constant('bit'), part, at: position }),
  fc.record({ how: fc.constantFrom(...(Object.keys(spellings) as (keyof typeof spellings)[])), part }),
);

function publicJwk(alg: JwsAlgorithm): object {
  return sampleKeys(alg).verifies.export({ format: 'jwk' });
}

export const tokenChanges: fc.Arbitrary<TokenChange> = fc.record({
  header: json(headerMember),
  payload: json(payloadMember),
  signer: fc.oneof(
    { weight: 6, arbitrary: fc.constant('rightKey' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(signers) as (keyof typeof signers)[])) },
  ),
  text: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(textChange, { minLength: 1, maxLength: 2 }) },
  ),
});

/** The token of `kind` after the change. */
export function changedToken(kind: TokenKind, { header, payload, signer, text }: TokenChange): string {
  const input = `${encoded(changedJson(kind.header, header))}.${encoded(changedJson(kind.payload, payload))}`;
  const signed = `${input}.${signers[signer](kind, input).toString('base64url')}`;
  return text.reduce(changedText, signed).toWellFormed();
}

function changedJson(members: Readonly<Record<string, unknown>>, change: JsonChange): string {
  const entries = Object.entries(members).map(([name, value]) => [name, JSON.stringify(value)]);
  const changed = change.members.reduce((before, { name, value, how }) => {
    const others = how === 'repeat' ? before : before.filter(([other]) => other !== name);
    return how === 'remove' ? others : [...others, [name, atInstant(value)]];
  }, entries);
  const inner = changed.map(([name, value]) => `"${name}":${value}`).join(',');
  return change.frame.replaceAll('@', () => inner);
}

const atInstant = (value: string): string =>
  value.replace(/@([+-][\d.]+)/, (_all, seconds: string) =>
    String(Math.floor(Date.now() / 1000) + Number(seconds)),
  );

function changedText(token: string, change: TextChange): string {
  if ('to' in change) {
    const at = change.at % (token.length + 1);
    const rest = token.slice(change.how === 'insert' ? at : at + 1);
    return token.slice(0, at) + (change.how === 'remove' ? '' : change.to) + rest;
  }
  const parts = token.split('.');
  const index = change.part % parts.length;
  const of = parts[index] as string;
  if (change.how !== 'bit') return parts.with(index, spellings[change.how](of)).join('.');
  const bytes = Buffer.from(of, 'base64url');
  if (bytes.length === 0) return token;
  const at = change.at % (bytes.length * 8);
  bytes[at >> 3] = (bytes[at >> 3] as number) ^ (1 << (at & 7));
  return parts.with(index, bytes.toString('base64url')).join('.');
}
