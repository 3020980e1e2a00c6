import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandLine } from '../support/command-line.js';
import { makeTestDatabase } from '../support/test-database.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;
let countersign: CommandLine;

beforeEach(async () => {
  workspace = await openTestWorkspace();
  countersign = new CommandLine(workspace.environment);
});
afterEach(() => workspace.remove());

const file = (name: string, text: string) => {
  const path = join(workspace.testDatabase.directory, name);
  writeFileSync(path, text);
  return path;
};

describe('tenant, key and jwt-config', () => {
  it('create, list, show and set a tenant, as tables and as one JSON document', async () => {
    const created = await countersign.run(
      'tenant',
      'create',
      'acme',
      '--name',
      'Acme',
      '--setting',
      'device_limit=2',
      '--json',
    );
    expect(created.json).toMatchObject({
      slug: 'acme',
      name: 'Acme',
      mode: 'live',
      timezone: 'UTC',
      settings: { device_limit: 2 },
    });
    expect((await countersign.run('tenant', 'list')).out).toMatch(/^slug +name.*\nacme +Acme/);
    const set = await countersign.run(
      'tenant',
      'set',
      'acme',
      'locale=da',
      '--unset',
      'device_limit',
      '--json',
    );
    expect(set.json).toMatchObject({
      outcome: 'updated',
      tenant: { settings: { locale: 'da', device_limit: null } },
    });
    expect((await countersign.run('tenant', 'show', 'acme', '--json')).json.settings.locale).toBe('da');
  });

  it('show a secret once, and never again', async () => {
    await countersign.run('tenant', 'create', 'acme');
    const { json } = await countersign.run('key', 'create', '--tenant', 'acme', '--json');
    expect(json.secret).toHaveLength(43);
    const config = await countersign.run(
      'jwt-config',
      'create',
      '--tenant',
      'acme',
      '--kid',
      'h',
      '--algorithm',
      'HS256',
      '--json',
    );
    expect(config.json.secret).toHaveLength(43);
    for (const words of [
      ['key', 'list'],
      ['jwt-config', 'list'],
      ['jwt-config', 'show', 'h'],
      ['tenant', 'show', 'acme'],
    ]) {
      for (const form of [[], ['--json']]) {
        const { out, err, code } = await countersign.run(...words, ...form);
        expect(code).toBe(0);
        expect(out + err).not.toContain(json.secret);
        expect(out + err).not.toContain(config.json.secret);
      }
    }
  });

  it('take secrets and public keys from files and variables', async () => {
    await countersign.run('tenant', 'create', 'acme');
    const path = file('secret', `${'x'.repeat(64)}\n`);
    await countersign.run(
      'jwt-config',
      'create',
      '--tenant',
      'acme',
      '--kid',
      'h',
      '--algorithm',
      'HS512',
      '--secret-file',
      path,
    );
    expect(workspace.jwtConfigurations.revealSecret(await workspace.jwtConfigurations.getById('h'))).toBe(
      'x'.repeat(64),
    );
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = file('key.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
    expect(
      (
        await countersign.run(
          'jwt-config',
          'create',
          '--tenant',
          'acme',
          '--kid',
          'e',
          '--algorithm',
          'ES256',
          '--public-key-file',
          pem,
        )
      ).code,
    ).toBe(0);
    const secret = file('private.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const refused = await countersign.run(
      'jwt-config',
      'create',
      '--tenant',
      'acme',
      '--kid',
      'p',
      '--algorithm',
      'ES256',
      '--public-key-file',
      secret,
    );
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^public_key: This is a private key/);
    const missing = await countersign.run('key', 'create', '--tenant', 'acme', '--secret-file', '/nowhere');
    expect(missing).toMatchObject({ code: 1, err: '--secret-file: /nowhere cannot be read (ENOENT).' });
  });

  it('rotate with an overlap', async () => {
    await countersign.run('tenant', 'create', 'acme');
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
    const before = Date.now();
    const { json } = await countersign.run('key', 'rotate', 'k1', '--overlap', '2d', '--json');
    expect(json.key).toMatchObject({ type: 'api', state: 'active', tenant: 'acme' });
    expect(json.previous).toMatchObject({ id: 'k1', state: 'expiring' });
    expect(Date.parse(json.previous.expires_at) - before).toBeGreaterThanOrEqual(2 * 86_400_000);
    expect(Date.parse(json.previous.expires_at) - before).toBeLessThan(2 * 86_400_000 + 60_000);
    expect((await countersign.run('key', 'rotate', 'k1', '--overlap', 'soon')).err).toContain('7d');
  });
});

describe('commands that destroy', () => {
  beforeEach(async () => {
    await countersign.run('tenant', 'create', 'acme');
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
    await countersign.run('jwt-config', 'create', '--tenant', 'acme', '--kid', 'h', '--algorithm', 'HS256');
  });

  it.each([
    ['key revoke', ['key', 'revoke', 'k1'], 'api_keys'],
    ['jwt-config disable', ['jwt-config', 'disable', 'h'], 'jwt_configurations'],
  ])('%s asks, takes no for an answer, and without a terminal demands --yes', async (_name, words, table) => {
    const before = await workspace.rows(table);
    const alone = await countersign.run(...words);
    expect(alone).toMatchObject({ code: 1, out: '' });
    expect(alone.err).toContain('--yes');
    for (const answer of ['', 'n', 'no', 'yep']) {
      countersign.answer = answer;
      expect(await countersign.run(...words)).toMatchObject({ code: 1, err: 'Nothing was changed.' });
    }
    expect(countersign.asked).toHaveLength(4);
    expect(await workspace.rows(table)).toBe(before);
    countersign.answer = 'y';
    expect((await countersign.run(...words)).code).toBe(0);
    expect(await workspace.rows(table)).not.toBe(before);
    countersign.answer = null;
    expect((await countersign.run(...words, '--yes')).code).toBe(0);
  });
});

describe('users', () => {
  it('list, show, disable, enable and erase by the id in the tokens', async () => {
    await countersign.run('tenant', 'create', 'acme');
    const { id: tenantId } = await workspace.tenants.getBySlug('acme');
    const id = '019a0000-0000-7000-8000-000000000001';
    const none = {
      email: null,
      name: null,
      first_name: null,
      last_name: null,
      phone: null,
      timezone: null,
      locale: null,
      picture: null,
    };
    await workspace.database.write(({ manager }) =>
      manager
        .createQueryBuilder()
        .insert()
        .into('users')
        .values({
          ...none,
          tenantId,
          id,
          externalId: 'anna',
          disabled: false,
          jwtConfigurationId: 'h',
          firstSeenAt: 1,
          lastSeenAt: 1,
          updatedAt: 1,
        })
        .execute(),
    );
    const of = ['--tenant', 'acme'];
    expect((await countersign.run('users', 'list', ...of, '--json')).json).toMatchObject([
      { id, external_id: 'anna' },
    ]);
    expect((await countersign.run('users', 'disable', 'anna', ...of)).code).toBe(1);
    expect((await countersign.run('users', 'disable', 'anna', ...of, '--yes', '--json')).json.disabled).toBe(
      true,
    );
    expect((await countersign.run('users', 'enable', id, ...of, '--json')).json.disabled).toBe(false);
    expect((await countersign.run('users', 'show', 'anna', ...of)).out).toContain(id);
    expect((await countersign.run('users', 'erase', 'anna', ...of)).code).toBe(1);
    expect((await countersign.run('users', 'erase', 'anna', ...of, '--yes', '--json')).json).toMatchObject({
      erased: true,
    });
    expect(await workspace.rows('users')).toBe('[]');
    expect((await countersign.run('users', 'show', 'anna', ...of)).err).toBe(
      'The tenant has no user "anna".',
    );
  });
});

describe('sign sso and explain', () => {
  beforeEach(async () => {
    await countersign.run('tenant', 'create', 'acme');
    await countersign.run('tenant', 'create', 'bolt');
    await countersign.run('jwt-config', 'create', '--tenant', 'acme', '--kid', 'h', '--algorithm', 'HS256');
  });
  const sign = async (...more: string[]) =>
    (await countersign.run('sign', 'sso', '--tenant', 'acme', '--config', 'h', '--id', 'anna', ...more)).out;

  it('make a token that the server accepts, step by step', async () => {
    const { code, out, err } = await countersign.run(
      'explain',
      await sign('--claim', 'email=a@acme.example'),
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').map((line) => line.slice(0, 11).trim())).toEqual([
      '✓ form',
      '✓ strategy',
      '✓ algorithm',
      '✓ signature',
      '✓ claims',
      '✓ user',
    ]);
  });

  it('name the failing check, what to do and what clients are told', async () => {
    const token = await sign();
    const broken = `${token.slice(0, -4)}AAAA`;
    const { code, out, err } = await countersign.run('explain', broken);
    expect(code).toBe(1);
    expect(out).toContain('✗ signature');
    expect(out).toContain('What to do: ');
    expect(out).toContain('Clients are told: token_rejected');
    expect(err).toMatch(/^Refused: /);
    expect(out + err).not.toContain(broken.split('.')[2]);
    const expired = await sign('--claim', 'exp=1000000000');
    expect((await countersign.run('explain', expired, '--json')).json).toMatchObject({
      accepted: false,
      refused: { reason: 'expired', publicCode: 'token_expired' },
    });
  });

  it('point out a kid that is close', async () => {
    await countersign.run('jwt-config', 'create', '--tenant', 'acme', '--kid', '1', '--algorithm', 'HS256');
    const header = Buffer.from('{"alg":"HS256","kid":"01"}').toString('base64url');
    const { out } = await countersign.run('explain', `${header}.e30.AAAA`);
    expect(out).toContain('configuration "1" is not kid "01"');
  });

  it('refuse a configuration of another tenant and a public key without its private half', async () => {
    const other = await countersign.run('sign', 'sso', '--tenant', 'bolt', '--config', 'h', '--id', 'x');
    expect(other).toMatchObject({ code: 1, err: 'h belongs to another tenant than bolt.' });
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = file('key.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
    await countersign.run(
      'jwt-config',
      'create',
      '--tenant',
      'acme',
      '--kid',
      'r',
      '--algorithm',
      'RS256',
      '--public-key-file',
      pem,
    );
    expect(
      (await countersign.run('sign', 'sso', '--tenant', 'acme', '--config', 'r', '--id', 'x')).err,
    ).toContain('--private-key');
    expect(
      (
        await countersign.run(
          'sign',
          'sso',
          '--tenant',
          'acme',
          '--config',
          'r',
          '--id',
          'x',
          '--private-key',
          pem,
        )
      ).err,
    ).toContain('holds no private key');
  });
});

describe('jwt-config test and doctor', () => {
  it('list the keys of a JWK Set, what is skipped and what cannot be reached', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const keys = [
      { ...publicKey.export({ format: 'jwk' }), kid: 'k1' },
      { kty: 'oct', k: 'AAAA', kid: 's' },
    ];
    const issuer = createServer((_request, response) => response.end(JSON.stringify({ keys })));
    await new Promise<void>((listening) => issuer.listen(0, '127.0.0.1', listening));
    const uri = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
    const open = new CommandLine({ ...workspace.environment, COUNTERSIGN_ALLOW_PRIVATE_JWKS: 'true' });
    try {
      await open.run('tenant', 'create', 'acme');
      const create = [
        'jwt-config',
        'create',
        '--tenant',
        'acme',
        '--id',
        'set',
        '--issuer',
        'https://Login.acme.example/',
        '--jwks-uri',
        uri,
        '--algorithms',
        'RS256',
      ];
      expect((await countersign.run(...create)).err).toContain('jwks_uri: must be an https URL');
      expect((await open.run(...create)).code).toBe(0);
      const { json, err } = await open.run(
        'jwt-config',
        'test',
        'set',
        '--issuer',
        'https://login.acme.example',
        '--kid',
        'K1',
        '--json',
      );
      expect(json).toMatchObject({
        ok: true,
        keys: [{ kid: 'k1', usable: true }],
        skipped: [{ position: 1, kid: 's', reason: 'symmetric' }],
      });
      expect(err).toContain('is close, but not equal');
      expect((await open.run('jwt-config', 'test', 'set', '--kid', 'K1')).out).toContain(
        'close, but not equal: "k1"',
      );
      expect((await open.run('doctor', '--json')).json.healthy).toBe(true);
    } finally {
      issuer.closeAllConnections();
      await new Promise((closed) => issuer.close(closed));
    }
    expect(await open.run('jwt-config', 'test', 'set')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nobody answers'),
    });
    const sick = await open.run('doctor', '--json');
    expect(sick.code).toBe(1);
    expect(sick.json.findings.at(-1)).toMatchObject({ check: 'JWK Set of set', ok: false });
  });

  it('find a secret that another master key sealed', async () => {
    await countersign.run('tenant', 'create', 'acme');
    await countersign.run('jwt-config', 'create', '--tenant', 'acme', '--kid', 'h', '--algorithm', 'HS256');
    const other = new CommandLine({
      ...workspace.environment,
      COUNTERSIGN_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    });
    const { code, out } = await other.run('doctor');
    expect(code).toBe(1);
    expect(out).toContain('✗ jwt-config h: The sealed jwt_configurations.current_key');
  });
});

describe('the program', () => {
  /** The built command line, as an operator starts it. */
  const start = (words: readonly string[], environment: Record<string, string>) => {
    const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
    expect(existsSync(cli)).toBe(true);
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...words], {
      cwd: workspace.testDatabase.directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', ...environment },
    });
    return { status, stdout, stderr };
  };

  it('writes one JSON document to stdout and nothing to stderr', () => {
    const { status, stdout, stderr } = start(['tenant', 'list', '--json'], workspace.environment);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it.each([
    ['a wrong variable', { PORT: 'x' }, ['tenant', 'list'], /^PORT is a whole number\.\n$/],
    [
      'an unknown variable',
      { COUNTERSIGN_TYPO: '1' },
      ['tenant', 'list'],
      /^COUNTERSIGN_TYPO is not a setting[^\n]*\n$/,
    ],
    [
      'a database that is no URL',
      { DATABASE_URL: 'mysql://x' },
      ['tenant', 'list'],
      /^DATABASE_URL is sqlite[^\n]*\n$/,
    ],
    [
      'a database that is away',
      { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' },
      ['tenant', 'list'],
      /^The database cannot be used: [^\n]*\n$/,
    ],
    ['an unknown command', {}, ['tenants'], /^error: unknown command[^\n]*\n/],
    ['a missing option', {}, ['key', 'create'], /^error: required option '--tenant <slug>' not specified\n$/],
    [
      'an unknown tenant',
      {},
      ['key', 'create', '--tenant', 'nobody'],
      /^tenant: there is no tenant "nobody"\n$/,
    ],
    ['nobody to answer', {}, ['key', 'revoke', 'nothing'], /^id: there is no API key "nothing"\n$/],
  ])('says in one line, without a stack, what is wrong: %s', (_what, environment, words, line) => {
    const { status, stdout, stderr } = start(words, { ...workspace.environment, ...environment });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(line);
    expect(stderr).not.toMatch(/ at .*:\d+:\d+|password|a:b@/);
  });

  it('migrates an empty database, says whether that is needed, and refuses to work without', async () => {
    const empty = await makeTestDatabase();
    const environment = { ...workspace.environment, DATABASE_URL: empty.url };
    try {
      const unready = start(['tenant', 'list'], environment);
      expect(unready).toMatchObject({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(/run "countersign migrate" first\.\n$/),
      });
      expect(start(['migrate', '--check'], environment).status).toBe(1);
      const ran = start(['migrate', '--json'], environment);
      expect(ran.status).toBe(0);
      expect(JSON.parse(ran.stdout).ran.length).toBeGreaterThan(0);
      expect(start(['migrate', '--check', '--json'], environment)).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('"up_to_date": true'),
      });
      expect(JSON.parse(start(['migrate', '--json'], environment).stdout).ran).toEqual([]);
    } finally {
      await empty.remove();
    }
  });
});
