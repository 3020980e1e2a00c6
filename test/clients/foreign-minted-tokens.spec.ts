import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { interpreters } from '../support/interpreters.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** What a page generator of someone who comes from Yext runs: the claims and the header of their guide, in each library's own way. */
const programs: Readonly<Record<(typeof interpreters)[number]['language'], string>> = {
  python: `
import jwt, os, time
claims = {
    "aud": "/v2/accounts/me/search",
    "exp": int(time.time()) + 600,
    "query": {"experienceKey": "MySearchExperience"},
}
print(jwt.encode(claims, os.environ["SECRET"], algorithm="HS256", headers={"kid": os.environ["KEY_ID"]}))`,
  js: `
const jwt = require('jsonwebtoken');
const { SECRET, KEY_ID } = process.env;
const claims = { query: { experienceKey: 'MySearchExperience' } };
console.log(jwt.sign(claims, SECRET, { audience: '/v2/accounts/me/search', expiresIn: '10m', keyid: KEY_ID }));`,
  ruby: `
require 'jwt'
claims = { aud: '/v2/accounts/me/search', exp: Time.now.to_i + 600, query: { experienceKey: 'MySearchExperience' } }
puts JWT.encode(claims, ENV['SECRET'], 'HS256', { kid: ENV['KEY_ID'], typ: 'JWT' })`,
  php: `
function part($value) { return rtrim(strtr(base64_encode($value), '+/', '-_'), '='); }
$header = json_encode(['alg' => 'HS256', 'typ' => 'JWT', 'kid' => getenv('KEY_ID')]);
$claims = json_encode(['aud' => '/v2/accounts/me/search', 'exp' => time() + 600, 'query' => ['experienceKey' => 'MySearchExperience']]);
$input = part($header) . '.' . part($claims);
echo $input . '.' . part(hash_hmac('sha256', $input, getenv('SECRET'), true));`,
};

describe('minted tokens made by other people’s libraries', () => {
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
    const experience = { types: ['resources'], limit: 1 };
    for (const key of ['MySearchExperience', 'Another']) {
      const made = await server.request(`/v2/search-experiences/${key}`, {
        method: 'PUT',
        body: experience,
        basic: tenant.secret,
      });
      expect(made.status).toBeLessThan(300);
    }
    await buildResource(server, tenant, { name: 'Ann Andersen' });
    await buildResource(server, tenant, { name: 'Anna Berg' });
    await buildResource(server, await buildTenant(server), { name: 'Ann Other' });
  });
  afterAll(() => server.close());

  for (const { language, library, run } of interpreters) {
    const test = run === undefined ? it.skip : it;
    test(`${language} (${library}): open the search that they name, pinned to their experience, and no other route`, async () => {
      const environment = { KEY_ID: tenant.keyId, SECRET: tenant.secret };
      const bearer = run!(programs[language], tmpdir(), undefined, environment);
      const get = (path: string, options = {}) => server.request(path, { bearer, ...options });
      for (const path of [
        '/v2/accounts/me/search',
        '/v2/search',
        '/v2/accounts/me/search/query',
        '/api/search',
      ]) {
        const { status, body } = await get(`${path}?input=ann&v=20190101`);
        expect([path, status, body.response?.resultsCount]).toEqual([path, 200, 2]);
        // The experience's limit: it was put in.
        expect(body.response.results.map(({ name }: { name: string }) => name)).toHaveLength(1);
        expect(JSON.stringify(body)).not.toContain('Ann Other');
      }
      const inAddress = await server.request(
        `/v2/search?input=ann&experienceKey=MySearchExperience&jwt=${bearer}`,
      );
      expect(inAddress.status).toBe(200);
      const refused = async (path: string, options = {}) => {
        const { status, body } = await get(path, options);
        return [status, body.code];
      };
      expect(await refused('/v2/search?experienceKey=Another')).toEqual([403, 'query_pinned']);
      expect(await refused('/v2/search?experiencekey=Another')).toEqual([403, 'query_pinned']);
      for (const path of ['/v2/resources', '/v2/bookings', '/v2/projects', '/v2/app'])
        expect(await refused(path)).toEqual([403, 'outside_audience']);
      expect(await refused('/v2/search-experiences')).toEqual([403, 'forbidden']);
      expect(await refused('/v2/searchx')).toEqual([404, 'not_found']);
      expect(await refused('/v2/bookings', { method: 'POST', body: {} })).toEqual([403, 'outside_audience']);
    });
  }
});
