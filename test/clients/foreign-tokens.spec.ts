import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { interpreters, missingInterpreters, type ForeignProgram } from '../support/interpreters.js';
import { codeBlocks } from '../support/readme.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const guide = codeBlocks('Send us your users');

if (missingInterpreters.length > 0) {
  const names = missingInterpreters.map(({ language, library }) => `${language} with ${library}`).join(', ');
  console.warn(
    `\n!!! NOT TESTED for want of an interpreter: ${names}. On Debian: apt-get install ruby-jwt python3-jwt python3-cryptography php-cli\n`,
  );
}

describe('tokens made by other people’s libraries', () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-merchant-'));
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(
      join(directory, 'login-private-key.pem'),
      privateKey.export({ format: 'pem', type: 'pkcs8' }),
    );
    await buildConfiguration(server, tenant, {
      algorithm: 'RS256',
      kid: '1',
      issuer: 'issuer_name',
      currentKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    });
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('has lines for four languages in the README', () => {
    expect(Object.keys(guide).sort()).toEqual(['js', 'php', 'python', 'ruby']);
  });

  (process.env['CI'] === 'true' ? it : it.skip)(
    'finds every interpreter where the suite runs for a release',
    () => {
      expect(missingInterpreters.map(({ language }) => language)).toEqual([]);
    },
  );

  for (const { language, library, run } of interpreters) {
    const test = run === undefined ? it.skip : it;

    test(`the README's ${language} lines (${library}) sign test123 in, as they are printed`, async () => {
      const token = (run as ForeignProgram)(guide[language] ?? '', directory);
      const me = await server.request('/v2/me', { bearer: token });
      expect(me.status).toBe(200);
      expect(me.body.data).toMatchObject({ external_id: 'test123', tenant: { slug: tenant.slug } });
      const inQuery = await server.request(`/v2/me?jwt=${token}`);
      expect(inQuery.text).toBe(me.text);
    });
  }

  const ruby = interpreters.find(({ language }) => language === 'ruby')?.run;
  const python = interpreters.find(({ language }) => language === 'python')?.run;

  (ruby ? it : it.skip)(
    "the sample of MyTime's guide signs in: a number as kid, iss in the header, no expiry, RS256 by ruby-jwt",
    async () => {
      const token = (ruby as ForeignProgram)(
        `require 'jwt'
       key = OpenSSL::PKey::RSA.new(File.read('login-private-key.pem'))
       print JWT.encode({id: 'test123'}, key, 'RS256', {kid: 1, iss: 'issuer_name'})`,
        directory,
      );
      const me = await server.request('/v2/me', { bearer: token });
      expect([me.status, me.body.data.external_id]).toEqual([200, 'test123']);
    },
  );

  for (const algorithm of [
    'HS256',
    'HS384',
    'HS512',
    'RS256',
    'RS384',
    'RS512',
    'ES256',
    'ES384',
    'ES512',
  ] as const) {
    const makers: [string, ForeignProgram | undefined, string][] = [
      [
        'ruby-jwt',
        ruby,
        `require 'jwt'; require 'json'
         job = JSON.parse(STDIN.read)
         key = job['algorithm'].start_with?('HS') ? job['key'] : OpenSSL::PKey.read(job['key'])
         print JWT.encode(job['claims'], key, job['algorithm'], {kid: job['kid']})`,
      ],
      [
        'PyJWT',
        python,
        `import json, sys, jwt
job = json.load(sys.stdin)
print(jwt.encode(job['claims'], job['key'], algorithm=job['algorithm'], headers={'kid': job['kid']}))`,
      ],
    ];
    for (const [library, run, code] of makers) {
      (run ? it : it.skip)(
        `${library} signs a user in with ${algorithm}, and not with a changed claim`,
        async () => {
          const configuration = await buildConfiguration(server, tenant, { algorithm });
          const key =
            typeof configuration.signingKey === 'string'
              ? configuration.signingKey
              : configuration.signingKey.export({ format: 'pem', type: 'pkcs8' }).toString();
          const claims = { id: `${library}-${algorithm}`, name: 'Zoë 😀' };
          const token = (run as ForeignProgram)(
            code,
            directory,
            JSON.stringify({ key, algorithm, kid: configuration.kid, claims }),
          );
          const me = await server.request('/v2/me', { bearer: token });
          expect(me.body.data).toMatchObject({ external_id: claims.id, name: claims.name });
          const [header, , signature] = token.split('.');
          const forged = Buffer.from(JSON.stringify({ ...claims, id: 'somebody-else' })).toString(
            'base64url',
          );
          const answer = await server.request('/v2/me', { bearer: `${header}.${forged}.${signature}` });
          expect([answer.status, answer.body.code]).toEqual([401, 'token_rejected']);
        },
      );
    }
  }
});
