import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ecPair } from '../builders/jwk.js';
import { rawToken } from '../builders/raw-token.js';
import {
  buildConfiguration,
  buildKeySetConfiguration,
  buildTenant,
  tokenMaker,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import { countUsers, Door, reasonFor } from '../support/door.js';
import { IssuerServer } from '../support/issuer-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const [ours, theirs] = ['https://login.ours.example', 'https://login.theirs.example'];
const [ofSetA, ofSetB] = ['https://sets.a.example', 'https://sets.b.example'];
const [keyOfA, keyOfB] = [ecPair(), ecPair()];

let server: TestServer;
let issuerA: IssuerServer;
let issuerB: IssuerServer;
let tenant: BuiltTenant;
let another: BuiltTenant;
let plain: BuiltConfiguration;
let naming: BuiltConfiguration;
let setId: string;
let door: Door;

beforeAll(async () => {
  server = await startTestServer({ COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
  [issuerA, issuerB] = [await IssuerServer.start(), await IssuerServer.start()];
  issuerA.publish({ a: keyOfA, both: keyOfA });
  issuerB.publish({ b: keyOfB, both: keyOfB });
  [tenant, another] = [await buildTenant(server), await buildTenant(server)];
  plain = await buildConfiguration(server, tenant, { kid: '1' });
  naming = await buildConfiguration(server, tenant, { kid: 'naming', issuer: ours });
  await buildConfiguration(server, another, { kid: 'of-another', issuer: theirs });
  setId = (await buildKeySetConfiguration(server, tenant, { issuer: ofSetA, jwksUri: issuerA.jwksUri })).id;
  await buildKeySetConfiguration(server, another, { issuer: ofSetB, jwksUri: issuerB.jwksUri });
  door = new Door(server, plain.token({ id: 'good' }));
});
afterAll(async () => {
  await server.close();
  await Promise.all([issuerA.close(), issuerB.close()]);
});

const headerOf = (text: string) => `{"alg":"HS256",${text}}`;
const signed = (header: string, payload = '{"id":"u"}', by = plain) =>
  rawToken(headerOf(header), payload, 'HS256', by.signingKey);

describe('the sample of MyTime’s guide', () => {
  it('signs in: kid 1 as a number, the issuer in the header, the id alone in the payload', async () => {
    const own = await startTestServer();
    try {
      const merchant = await buildTenant(own);
      const configuration = await buildConfiguration(own, merchant, {
        algorithm: 'RS256',
        kid: '1',
        issuer: 'issuer_name',
      });
      const header = { kid: 1, iss: 'issuer_name', alg: 'RS256' };
      const bearer = rawToken(header, { id: 'test123' }, 'RS256', configuration.signingKey);
      const answer = await own.request('/v2/me', { bearer });
      expect(answer.status).toBe(200);
      expect(answer.body.data).toMatchObject({ external_id: 'test123', tenant: { slug: merchant.slug } });
    } finally {
      await own.close();
    }
  });
});

describe('kid', () => {
  it.each([
    ['the text', '"kid":"1"'],
    ['an integer, standing for its decimal text', '"kid":1'],
    ['an integer with white space around it', '"kid" :\n 1 '],
  ])('%s finds its configuration', async (_title, member) => {
    expect(await door.opens(signed(member))).toMatchObject({
      external_id: 'u',
      tenant: { slug: tenant.slug },
    });
  });

  it.each([
    ['nothing', '"typ":"JWT"', 'kid_missing'],
    ['a leading zero', '"kid":"01"', 'kid_unknown'],
    ['a space in front', '"kid":" 1"', 'kid_unknown'],
    ['a space behind', '"kid":"1 "', 'kid_unknown'],
    ['a sign', '"kid":"+1"', 'kid_unknown'],
    ['full-width digits', '"kid":"１"', 'kid_unknown'],
    ['an exponent', '"kid":1e0', 'kid_invalid'],
    ['a fraction of zero', '"kid":1.0', 'kid_invalid'],
    ['minus zero', '"kid":-0', 'kid_invalid'],
    ['a half', '"kid":1.5', 'kid_invalid'],
    ['more than a double holds', '"kid":9007199254740993', 'kid_invalid'],
    ['1e999', '"kid":1e999', 'kid_invalid'],
    ['true', '"kid":true', 'kid_invalid'],
    ['null', '"kid":null', 'kid_invalid'],
    ['a list', '"kid":["1"]', 'kid_invalid'],
    ['an empty list', '"kid":[]', 'kid_invalid'],
    ['an object', '"kid":{}', 'kid_invalid'],
    ['an operator for a query', '"kid":{"$ne":null}', 'kid_invalid'],
    ['empty text', '"kid":""', 'kid_invalid'],
    ['SQL', `"kid":"' OR '1'='1"`, 'kid_unknown'],
    ['SQL that joins', `"kid":"x' UNION SELECT * FROM jwt_configurations --"`, 'kid_unknown'],
    ['a pattern', '"kid":"%"', 'kid_unknown'],
    ['a path', '"kid":"../../../../dev/null"', 'kid_unknown'],
    ['an address', '"kid":"http://127.0.0.1/key"', 'kid_unknown'],
    ['__proto__', '"kid":"__proto__"', 'kid_unknown'],
    ['constructor', '"kid":"constructor"', 'kid_unknown'],
    ['toString', '"kid":"toString"', 'kid_unknown'],
    ['10 kB', `"kid":"${'k'.repeat(10_000)}"`, 'kid_invalid'],
    ['a NUL', '"kid":"1\\u0000"', 'kid_invalid'],
    ['half a surrogate pair', '"kid":"\\ud800"', 'kid_invalid'],
  ])('as %s is refused', async (_title, member, reason) => {
    await door.refuses(signed(member), { reason });
  });

  it('in the payload alone is none', async () => {
    await door.refuses(signed('"typ":"JWT"', '{"id":"u","kid":"1"}'), { reason: 'kid_missing' });
  });
});

describe('iss', () => {
  it.each([
    ['in the header', `,"iss":"${ours}"`, ''],
    ['in the payload', '', `,"iss":"${ours}"`],
    ['in both, equal', `,"iss":"${ours}"`, `,"iss":"${ours}"`],
  ])('%s is compared with the one the configuration names', async (_title, inHeader, inPayload) => {
    const token = signed(`"kid":"naming"${inHeader}`, `{"id":"named"${inPayload}}`, naming);
    expect(await door.opens(token)).toMatchObject({ external_id: 'named', tenant: { slug: tenant.slug } });
  });

  it.each([
    ['in neither place, where the configuration names one', '', '', 'issuer_mismatch'],
    ['in both, different', `,"iss":"${ours}"`, `,"iss":"${theirs}"`, 'issuer_conflict'],
    ['in both, different the other way round', `,"iss":"${theirs}"`, `,"iss":"${ours}"`, 'issuer_conflict'],
    ['in both, one with a slash at the end', `,"iss":"${ours}"`, `,"iss":"${ours}/"`, 'issuer_conflict'],
    ['with a slash at the end', '', `,"iss":"${ours}/"`, 'issuer_mismatch'],
    ['in another case', '', `,"iss":"${ours.toUpperCase()}"`, 'issuer_mismatch'],
    ['of another tenant, in the header', `,"iss":"${theirs}"`, '', 'issuer_mismatch'],
    ['of another tenant, in the payload', '', `,"iss":"${theirs}"`, 'issuer_mismatch'],
    ['empty', '', ',"iss":""', 'issuer_mismatch'],
    ['a number', '', ',"iss":1', 'issuer_invalid'],
    ['a list that holds it', '', `,"iss":["${ours}"]`, 'issuer_invalid'],
    ['an object', '', ',"iss":{}', 'issuer_invalid'],
    ['null', '', ',"iss":null', 'issuer_invalid'],
    ['true', ',"iss":true', '', 'issuer_invalid'],
    [
      'null in the header beside the right one in the payload',
      ',"iss":null',
      `,"iss":"${ours}"`,
      'issuer_invalid',
    ],
    ['10 kB', '', `,"iss":"${'i'.repeat(10_000)}"`, 'issuer_invalid'],
    ['with a NUL', '', `,"iss":"${ours}\\u0000"`, 'issuer_invalid'],
    ['half a surrogate pair', '', ',"iss":"\\udfff"', 'issuer_invalid'],
  ])('%s is refused', async (_title, inHeader, inPayload, reason) => {
    const token = signed(`"kid":"naming"${inHeader}`, `{"id":"u"${inPayload}}`, naming);
    await door.refuses(token, { reason });
  });

  it('that nobody knows is refused in the header, and no matter in the payload', async () => {
    const unknown = '"iss":"https://nobody.example"';
    await door.refuses(signed(`"kid":"1",${unknown}`), { reason: 'issuer_unknown' });
    await door.opens(signed('"kid":"1"', `{"id":"u",${unknown}}`));
  });

  it.each([
    ['header', `"kid":"1","iss":"${theirs}"`, '{"id":"u"}'],
    ['payload', '"kid":"1"', `{"id":"u","iss":"${theirs}"}`],
  ])('of another tenant in the %s is refused with a key that names none', async (_place, header, payload) => {
    await door.refuses(signed(header, payload), { reason: 'issuer_mismatch' });
  });
});

describe('what a kid may find', () => {
  it('a disabled configuration proves nothing', async () => {
    const disabled = await buildConfiguration(server, tenant, { enabled: false });
    await door.refuses(disabled.token(), { reason: 'configuration_disabled' });
  });

  it('the id of an API key, signed with that key’s secret, signs nobody in', async () => {
    const minted = tokenMaker(tenant.keyId, 'HS256', tenant.secret);
    const before = await countUsers(server);
    await door.refuses(minted(), { reason: 'kid_is_api_key' });
    const page = minted({ aud: ['/v2/me'] });
    expect(await reasonFor(server, page)).toBe('kid_is_api_key');
    const answer = await door.knock(page);
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect(await countUsers(server)).toBe(before);
  });

  it('the id of a JWK Set configuration is no kid of a key held here', async () => {
    await door.refuses(tokenMaker(setId, 'ES256', keyOfA.privateKey)(), { reason: 'kid_unknown' });
    await door.refuses(tokenMaker(setId, 'HS256', 'x'.repeat(64))(), { reason: 'kid_unknown' });
  });

  it('a key of the issuer’s own set signs in, for its own tenant', async () => {
    const ofA = tokenMaker('a', 'ES256', keyOfA.privateKey)({ id: 'same', iss: ofSetA });
    const ofB = tokenMaker('b', 'ES256', keyOfB.privateKey)({ id: 'same', iss: ofSetB });
    expect((await door.opens(ofA)).tenant.slug).toBe(tenant.slug);
    expect((await door.opens(ofB)).tenant.slug).toBe(another.slug);
  });

  it('a kid never finds another issuer’s key, whether the kid is there twice or not', async () => {
    const byA = (kid: string, iss: string) => tokenMaker(kid, 'ES256', keyOfA.privateKey)({ iss });
    await door.opens(byA('both', ofSetA));
    await door.refuses(byA('both', ofSetB), { reason: 'signature_wrong' });
    await door.refuses(byA('a', ofSetB), { reason: 'key_unknown' });
  });

  it('an issuer with a JWK Set is proven by that set alone, never by a key held here', async () => {
    await door.refuses(plain.token({ iss: ofSetA }), { reason: 'alg_mismatch' });
    const asymmetric = await buildConfiguration(server, tenant, { algorithm: 'ES256', kid: 'held-es256' });
    await door.refuses(asymmetric.token({ iss: ofSetA }), { reason: 'key_unknown' });
    await door.opens(asymmetric.token());
  });

  it('a key of a set is no key without its issuer', async () => {
    await door.refuses(tokenMaker('a', 'ES256', keyOfA.privateKey)(), { reason: 'kid_unknown' });
  });
});
