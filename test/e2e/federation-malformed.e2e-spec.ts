import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encoded, rawToken } from '../builders/raw-token.js';
import { buildConfiguration, buildTenant, type BuiltConfiguration } from '../builders/tenancy.js';
import { Door } from '../support/door.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let configuration: BuiltConfiguration;
let door: Door;

beforeAll(async () => {
  server = await startTestServer();
  configuration = await buildConfiguration(server, await buildTenant(server), { kid: 'hs' });
  door = new Door(server, configuration.token({ id: 'good' }));
});
afterAll(() => server.close());

const header = '{"alg":"HS256","kid":"hs"}';
/** Signed with the right key, whatever it says. */
const signed = (payload: string | Buffer, of: string | Buffer = header) =>
  rawToken(of, payload, 'HS256', configuration.signingKey);
const nested = (levels: number) => `{"id":"u","x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const [h, p, s] = [encoded(header), encoded('{"id":"u"}'), 'A'.repeat(43)];

describe('tokens of the wrong form', () => {
  it.each([
    ['no part at all', '..', 'not_three_parts'],
    ['an empty header', `.${p}.${s}`, 'not_three_parts'],
    ['an empty payload', `${h}..${s}`, 'not_three_parts'],
    ['an empty signature', `${h}.${p}.`, 'not_three_parts'],
    ['padding', `${h}=.${p}.${s}`, 'header_not_base64url'],
    ['the other alphabet', `${h}.${p}+/.${s}`, 'payload_not_base64url'],
    ['a foreign character in the signature', `${h}.${p}.${s}!`, 'signature_not_base64url'],
    ['stray bits at the end', `${h}.${p}.${s.slice(1)}B`, 'signature_not_base64url'],
    ['a header that is no JSON', `${encoded('{alg:1}')}.${p}.${s}`, 'header_not_json'],
    ['a header in single quotes', `${encoded("{'alg':'HS256'}")}.${p}.${s}`, 'header_not_json'],
    ['a header with a comment', `${encoded(`${header}//`)}.${p}.${s}`, 'header_not_json'],
    ['a header that is a list', `${encoded('["HS256"]')}.${p}.${s}`, 'header_not_an_object'],
    ['a header that is null', `${encoded('null')}.${p}.${s}`, 'header_not_an_object'],
  ])('with %s are malformed', async (_title, token, reason) => {
    await door.refuses(token, { code: 'token_malformed', reason });
  });

  it.each([
    ['two parts', `${h}.${p}`],
    ['four parts', `${h}.${p}.${s}.${s}`],
    ['five parts, as an encrypted token has', `${h}.${s}.${s}.${p}.${s}`],
    ['a space inside', `${h}.${p} .${s}`],
    ['a comma-joined second token', `${h}.${p}.${s}, Bearer ${h}.${p}.${s}`],
    ['nothing behind the scheme', ''],
  ])('with %s are malformed', async (_title, bearer) => {
    const answer = await server.request('/v2/me', { headers: { Authorization: `Bearer ${bearer}` } });
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 401,
      code: 'token_malformed',
    });
  });

  it('with an empty jwt parameter are malformed', async () => {
    const answer = await server.request('/v2/me?jwt=');
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 401,
      code: 'token_malformed',
    });
  });
});

describe('payloads signed with the right key', () => {
  it.each([
    ['null', 'null', 'not_an_object'],
    ['a list', '[{"id":"u"}]', 'not_an_object'],
    ['text', '"u"', 'not_an_object'],
    ['a number', '1', 'not_an_object'],
    ['true', 'true', 'not_an_object'],
    ['broken JSON', '{"id":"u"', 'not_json'],
    ['two objects', '{"id":"u"}{"id":"v"}', 'not_json'],
    ['a byte order mark', '\uFEFF{"id":"u"}', 'not_json'],
    ['NaN', '{"id":"u","exp":NaN}', 'not_json'],
    ['Infinity', '{"id":"u","exp":Infinity}', 'not_json'],
    ['a member twice', '{"id":"u","id":"admin"}', 'duplicate_member'],
    ['a member twice, once escaped', '{"id":"u","\\u0069d":"admin"}', 'duplicate_member'],
    ['a member twice deep inside', '{"id":"u","a":[{"b":1,"b":2}]}', 'duplicate_member'],
    ['33 levels', nested(32), 'too_deep'],
    ['5,000 levels', nested(5_000), 'too_deep'],
  ])('are malformed as %s', async (_title, payload, reason) => {
    await door.refuses(signed(payload), { code: 'token_malformed', reason: `payload_${reason}` });
  });

  it('are malformed as bytes that are not UTF-8', async () => {
    const bytes = [Buffer.from('{"id":"\xff"}', 'latin1'), Buffer.from('{"id":"\xc0\xae"}', 'latin1')];
    for (const payload of [...bytes, Buffer.from('{"id":"\xed\xa0\x80"}', 'latin1')])
      await door.refuses(signed(payload), { code: 'token_malformed', reason: 'payload_not_utf8' });
  });

  it('open where odd but right: white space, escapes, U+FFFD, a member named __proto__', async () => {
    await door.opens(signed(' {\n"\\u0069d" : "spaced" } '));
    expect(await door.opens(signed('{"id":"\uFFFD"}'))).toMatchObject({ external_id: '\uFFFD' });
    const polluting = '{"id":"p","__proto__":{"id":"admin","polluted":true}}';
    expect(await door.opens(signed(polluting))).toMatchObject({ external_id: 'p' });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('cannot bring an id in by __proto__', async () => {
    await door.refuses(signed('{"__proto__":{"id":"admin"}}'), { reason: 'user_id_missing' });
  });
});

it('a header with a member twice is malformed, whichever of the two would verify', async () => {
  for (const members of ['"alg":"none","alg":"HS256","kid":"hs"', '"alg":"HS256","kid":"hs","kid":"x"'])
    await door.refuses(signed('{"id":"u"}', `{${members}}`), {
      code: 'token_malformed',
      reason: 'header_duplicate_member',
    });
});

describe('size', () => {
  const ofLength = (length: number) => {
    for (let fill = Math.floor((length - 110) * 0.75); ; fill += 1) {
      const token = signed(`{"id":"large","x":"${'x'.repeat(fill)}"}`);
      if (token.length >= length) return token;
    }
  };

  it('16 KiB are read, and one character more is not', async () => {
    const largest = ofLength(16_384);
    expect(largest).toHaveLength(16_384);
    await door.opens(largest);
    const token = ofLength(16_385);
    expect(token.length - 16_385).toBeLessThan(2);
    await door.refuses(token, { code: 'token_malformed', reason: 'too_long' });
  });

  it('60 kB of headers are answered 431, and the next request is served', async () => {
    const answer = await server.request('/v2/me', { bearer: ofLength(60_000) });
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 431,
      code: 'headers_too_large',
    });
    await door.opens(configuration.token({ id: 'after' }));
  });
});

describe('two credentials on one request', () => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const { status, body } = await server.request(path, { headers });
    return { status, code: body.code as string | undefined };
  };
  const ambiguous = { status: 400, code: 'credential_ambiguous' };

  it('are ambiguous where they differ, and one where they are equal', async () => {
    const [one, other] = [configuration.token({ id: 'one' }), configuration.token({ id: 'other' })];
    const bearer = { Authorization: `Bearer ${one}` };
    expect(await ask(`/v2/me?jwt=${one}`, bearer)).toEqual({ status: 200, code: undefined });
    expect(await ask(`/v2/me?jwt=${other}`, bearer)).toEqual(ambiguous);
    expect(await ask(`/v2/me?jwt=${one}&jwt=${other}`)).toEqual(ambiguous);
    expect(await ask(`/v2/me?jwt=${one}&jwt=${one}`)).toEqual(ambiguous);
    expect(await ask(`/v2/me?jwt[]=${one}`)).toMatchObject({ status: 400 });
    expect(await ask(`/v2/me?jwt=${one}`, { Authorization: 'Basic OmFiYw==' })).toEqual(ambiguous);
    expect(await ask(`/v2/me?jwt=`, bearer)).toEqual(ambiguous);
  });
});
