import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import type { AdminRefused } from '../../src/tenants/admin-refused.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const day = 86_400_000;
const secret = (character: string) => character.repeat(64);

let workspace: TestWorkspace;
let acme: string;
let bolt: string;

beforeEach(async () => {
  workspace = await openTestWorkspace();
  acme = (await workspace.tenants.create({ slug: 'acme', timezone: 'Europe/Copenhagen' })).id;
  bolt = (await workspace.tenants.create({ slug: 'bolt' })).id;
  workspace.changes.length = 0;
});
afterEach(() => workspace.remove());

/** The paths and reasons of a refusal; anything else fails the test. */
async function refusalsOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    expect((error as Error).name).toBe('AdminRefused');
    return (error as AdminRefused).refusals.map(({ path, reason }) => `${path}: ${reason}`).join('\n');
  }
  throw new Error('It was accepted.');
}

/** Of raced work, what was accepted and what was refused. */
async function race<T>(works: readonly Promise<T>[]): Promise<{ accepted: T[]; refused: string[] }> {
  const results = await Promise.allSettled(works);
  const accepted = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  return { accepted, refused };
}

describe('TenantsService', () => {
  it('finds a tenant by its id, and none by an id that nobody has', async () => {
    expect((await workspace.tenants.findById(bolt))?.slug).toBe('bolt');
    expect(await workspace.tenants.findById(newId())).toBeNull();
  });

  it('refuses a second tenant of the same slug, also when ten come at once', async () => {
    expect(await refusalsOf(workspace.tenants.create({ slug: 'acme' }))).toMatch(
      /^slug: there is a tenant acme/,
    );
    const { accepted, refused } = await race(
      Array.from({ length: 10 }, () => workspace.tenants.create({ slug: 'raced' })),
    );
    expect(accepted).toHaveLength(1);
    expect(refused).toHaveLength(9);
    expect(refused.every((text) => text.includes('AdminRefused'))).toBe(true);
  });

  it('merges settings with those that are set, keeps only what was set and announces the change', async () => {
    await workspace.tenants.set('acme', { settings: { device_limit: 2 } });
    const { outcome, row } = await workspace.tenants.set('acme', { settings: { locale: 'da' } });
    expect(outcome).toBe('updated');
    expect(row.settings).toEqual({ device_limit: 2, locale: 'da' });
    expect((await workspace.tenants.getBySlug('acme')).settings).toEqual({ device_limit: 2, locale: 'da' });
    expect(workspace.changes).toEqual([
      { topic: 'tenant', tenantId: acme, subject: acme },
      { topic: 'tenant', tenantId: acme, subject: acme },
    ]);
  });

  it('writes nothing when nothing changes', async () => {
    const before = await workspace.rows('tenants');
    workspace.clock.now += day;
    const { outcome } = await workspace.tenants.set('acme', { timezone: 'europe/copenhagen', name: 'acme' });
    expect(outcome).toBe('unchanged');
    expect(await workspace.rows('tenants')).toBe(before);
    expect(workspace.changes).toEqual([]);
  });

  it('tells everything that is wrong with a change at once and writes nothing', async () => {
    const before = await workspace.rows('tenants');
    const refusal = await refusalsOf(
      workspace.tenants.set('acme', {
        timezone: 'Mars/Olympus',
        settings: { device_limit: 'two', unknown: 1 },
      }),
    );
    expect(refusal).toContain('timezone: must be an IANA time zone');
    expect(refusal).toContain('settings.device_limit: ');
    expect(refusal).toContain('settings.unknown: there is no such member');
    expect(await workspace.rows('tenants')).toBe(before);
  });
});

describe('ApiKeysService', () => {
  it('answers a secret made here once, stores it sealed and finds it by digest', async () => {
    const { row, secret: made } = await workspace.apiKeys.create(acme, { type: 'api' });
    expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(row.id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(await workspace.rows('api_keys')).not.toContain(made);
    expect(workspace.apiKeys.revealSecret(row)).toBe(made);
    expect(workspace.changes).toEqual([{ topic: 'api_key', tenantId: acme, subject: row.id }]);
  });

  it('imports a key and warns of a secret below 32 bytes', async () => {
    const { secret: shown, warnings } = await workspace.apiKeys.create(acme, {
      id: 'w',
      type: 'widget',
      secret: 'test_widget_key_demo',
    });
    expect(shown).toBeNull();
    expect(warnings).toEqual([expect.stringContaining('20 bytes')]);
  });

  it.each([
    ['a secret below 16 bytes', { secret: 'fifteen-bytes-x' }, /^secret: must have at least 16 bytes/],
    [
      'a secret in the form of a JWT',
      { secret: `${secret('a')}.b.c` },
      /^secret: must not have the form of a JWT/,
    ],
    ['a secret with white space around it', { secret: ` ${secret('a')}` }, /^secret: must not begin or end/],
    ['an id with a space', { id: 'a b' }, /^id: must be 1 to 128/],
    ['an id of 129 characters', { id: 'a'.repeat(129) }, /^id: must be 1 to 128/],
    ['an unknown type', { type: 'root' as 'api' }, /^type: must be api or widget/],
  ])('refuses %s', async (_what, input, reason) => {
    expect(await refusalsOf(workspace.apiKeys.create(acme, input))).toMatch(reason);
    expect(await workspace.rows('api_keys')).toBe('[]');
    expect(await workspace.rows('key_ids')).toBe('[]');
  });

  it('refuses an id or a secret that another tenant holds, also when both come at once', async () => {
    await workspace.apiKeys.create(acme, { id: 'taken', secret: secret('a') });
    expect(await refusalsOf(workspace.apiKeys.create(bolt, { id: 'taken' }))).toContain(
      'an API key of another tenant',
    );
    expect(await refusalsOf(workspace.apiKeys.create(bolt, { id: 'other', secret: secret('a') }))).toContain(
      'another key has this secret',
    );
    for (const input of [{ id: 'raced' }, { secret: secret('r') }]) {
      const { accepted, refused } = await race(
        [acme, bolt, acme, bolt].map((tenant) => workspace.apiKeys.create(tenant, input)),
      );
      expect(accepted).toHaveLength(1);
      expect(refused.every((text) => text.includes('AdminRefused'))).toBe(true);
    }
    expect(await workspace.rows('key_ids')).not.toContain('other');
  });

  it('rotates to a new id and a new secret and lets the old key work until the overlap ends', async () => {
    const { row, secret: old } = await workspace.apiKeys.create(acme, { name: 'server' });
    const { created, previous } = await workspace.apiKeys.rotate(row.id, 7 * day);
    expect(created.row.id).not.toBe(row.id);
    expect(created.secret).not.toBe(old);
    expect(created.row).toMatchObject({ type: 'api', name: 'server', expiresAt: null });
    expect(previous.expiresAt).toBe(workspace.clock.now + 7 * day);
    expect((await workspace.apiKeys.getById(row.id)).expiresAt).toBe(previous.expiresAt);
    expect(workspace.changes.map((change) => change !== 'anything' && change.subject)).toContain(row.id);
    expect(await refusalsOf(workspace.apiKeys.rotate(row.id, 0))).toContain('was rotated already');
  });

  it('makes one new key when two rotations come at once', async () => {
    const { row } = await workspace.apiKeys.create(acme, {});
    const { accepted } = await race([
      workspace.apiKeys.rotate(row.id, day),
      workspace.apiKeys.rotate(row.id, day),
    ]);
    expect(accepted).toHaveLength(1);
    expect(await workspace.apiKeys.list(acme)).toHaveLength(2);
  });

  it('revokes for good, and a second time changes nothing', async () => {
    const { row } = await workspace.apiKeys.create(acme, {});
    expect((await workspace.apiKeys.revoke(row.id)).outcome).toBe('updated');
    workspace.clock.now += day;
    const again = await workspace.apiKeys.revoke(row.id);
    expect(again.outcome).toBe('unchanged');
    expect(again.row.revokedAt).toBe(workspace.clock.now - day);
    expect(await refusalsOf(workspace.apiKeys.rotate(row.id, 0))).toContain('is revoked');
  });
});

describe('JwtConfigurationsService', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'pem' }) as string;
  const jwks = (issuer: string) => ({
    issuer,
    jwks_uri: 'https://login.acme.example/jwks.json',
    algorithms: ['RS256'],
  });
  const { publicKey, privateKey } = rsa;

  it('holds the key of a configuration: a secret sealed, a public key as PEM', async () => {
    const hs = await workspace.jwtConfigurations.create(acme, {
      kid: 'hs',
      algorithm: 'HS512',
      secret: secret('s'),
    });
    const rs = await workspace.jwtConfigurations.create(acme, {
      kid: '1',
      algorithm: 'RS256',
      public_key: pem(publicKey),
    });
    expect(hs.row).toMatchObject({
      id: 'hs',
      mode: 'held',
      version: 1,
      enabled: true,
      autoProvision: true,
      userIdClaim: 'id',
    });
    expect(hs.row.currentKey).not.toContain('ssssssss');
    expect(workspace.jwtConfigurations.revealSecret(hs.row)).toBe(secret('s'));
    expect(rs.row.currentKey).toBe(pem(publicKey));
    expect(workspace.changes).toEqual([
      { topic: 'jwt_configuration', tenantId: acme, subject: 'hs' },
      { topic: 'jwt_configuration', tenantId: acme, subject: '1' },
    ]);
  });

  it('makes a secret of the length of the hash where none is given and answers it once', async () => {
    const { secret: made } = await workspace.jwtConfigurations.create(acme, { algorithm: 'HS512' });
    expect(Buffer.byteLength(made as string)).toBeGreaterThanOrEqual(64);
  });

  it('accepts a public key as JWK and as number kid, and keeps the kid as text', async () => {
    const jwk = publicKey.export({ format: 'jwk' });
    const { row } = await workspace.jwtConfigurations.create(acme, {
      kid: 7,
      algorithm: 'RS256',
      public_key: { ...jwk },
    });
    expect(row.id).toBe('7');
    expect(row.currentKey).toBe(pem(publicKey));
  });

  it.each([
    [
      'a private key',
      { algorithm: 'RS256', public_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string },
      /^public_key: This is a private key/,
    ],
    [
      'a private JWK',
      { algorithm: 'RS256', public_key: { ...privateKey.export({ format: 'jwk' }) } },
      /^public_key: This is a private key/,
    ],
    [
      'a secret where a public key belongs',
      { algorithm: 'RS256', secret: secret('a') },
      /^secret: RS256 takes a public key/,
    ],
    [
      'a public key where a secret belongs',
      { algorithm: 'HS256', public_key: pem(publicKey) },
      /^public_key: HS256 takes a shared secret/,
    ],
    [
      'a public key as a secret',
      { algorithm: 'HS256', secret: pem(publicKey) },
      /^secret: This is a key in PEM form/,
    ],
    ['no key', { algorithm: 'ES256' }, /^public_key: ES256 needs/],
    [
      'a key of another kind',
      { algorithm: 'ES256', public_key: pem(publicKey) },
      /^public_key: This key cannot serve ES256/,
    ],
    [
      'a weak secret',
      { algorithm: 'HS256', secret: 'a'.repeat(31) },
      /^secret: A secret for HS256 needs at least 32 bytes/,
    ],
    [
      'an imported secret below 16 bytes',
      { algorithm: 'HS256', secret: 'a'.repeat(15), imported: true },
      /^secret: A secret for HS256 needs at least 16/,
    ],
    ['the algorithm none', { algorithm: 'none' }, /^algorithm: must be exactly one of/],
    ['several algorithms', { algorithm: ['HS256', 'RS256'] }, /^algorithm: must be exactly one of/],
    ['no algorithm', {}, /^algorithm: is missing/],
    ['an unknown member', { algorithm: 'HS256', secrets: 'x' }, /^secrets: there is no such member/],
    [
      'an unknown profile member',
      { algorithm: 'HS256', claim_map: { shoe_size: 'x' } },
      /^claim_map\.shoe_size: there is no such member/,
    ],
    [
      'a symmetric algorithm of a JWK Set',
      { ...jwks('i'), algorithms: ['HS256'] },
      /^algorithms\[0\]: must be asymmetric/,
    ],
    [
      'an http JWK Set',
      { ...jwks('i'), jwks_uri: 'http://login.acme.example/' },
      /^jwks_uri: must be an https URL/,
    ],
    [
      'a private JWK Set',
      { ...jwks('i'), jwks_uri: 'https://127.0.0.1/' },
      /^jwks_uri: 127.0.0.1 is not on the public internet/,
    ],
    [
      'a private JWK Set in disguise',
      { ...jwks('i'), jwks_uri: 'https://2130706433/' },
      /^jwks_uri: 127.0.0.1 is not/,
    ],
    [
      'a JWK Set without issuer',
      { jwks_uri: 'https://a.example/', algorithms: ['RS256'] },
      /^issuer: is missing/,
    ],
    ['a JWK Set with a kid', { ...jwks('i'), kid: 'k' }, /^kid: does not belong to a JWK Set/],
    ['an issuer with white space', { ...jwks(' i') }, /^issuer: must not hold/],
  ])('refuses %s', async (_what, input, reason) => {
    expect(await refusalsOf(workspace.jwtConfigurations.create(acme, input as never))).toMatch(reason);
    expect(await workspace.rows('jwt_configurations')).toBe('[]');
    expect(await workspace.rows('issuers')).toBe('[]');
    expect(await workspace.rows('key_ids')).toBe('[]');
  });

  it('accepts an imported secret of 16 bytes with a warning', async () => {
    const { warnings } = await workspace.jwtConfigurations.create(acme, {
      kid: 'x',
      algorithm: 'HS256',
      secret: 'a'.repeat(16),
      imported: true,
    });
    expect(warnings).toEqual([expect.stringContaining('16 bytes')]);
  });

  it('refuses a kid that another tenant or an API key holds, also when both come at once', async () => {
    await workspace.jwtConfigurations.create(acme, { kid: 'a', algorithm: 'HS256' });
    await workspace.apiKeys.create(acme, { id: 'k' });
    expect(
      await refusalsOf(workspace.jwtConfigurations.create(bolt, { kid: 'a', algorithm: 'HS256' })),
    ).toContain('kid: "a" is taken: it stands for a JwtConfiguration of another tenant');
    expect(
      await refusalsOf(workspace.jwtConfigurations.create(acme, { kid: 'k', algorithm: 'HS256' })),
    ).toContain('an API key of this tenant');
    expect(await refusalsOf(workspace.apiKeys.create(bolt, { id: 'a' }))).toContain(
      'a JwtConfiguration of another tenant',
    );
    const { accepted, refused } = await race<unknown>([
      workspace.jwtConfigurations.create(acme, { kid: 'raced', algorithm: 'HS256' }),
      workspace.jwtConfigurations.create(bolt, { kid: 'raced', algorithm: 'HS256' }),
      workspace.apiKeys.create(acme, { id: 'raced' }),
      workspace.apiKeys.create(bolt, { id: 'raced' }),
    ]);
    expect(accepted).toHaveLength(1);
    expect(refused.every((text) => text.includes('AdminRefused'))).toBe(true);
  });

  it('refuses an issuer whose canonical form another tenant holds, also when both come at once', async () => {
    await workspace.jwtConfigurations.create(acme, jwks('https://login.acme.example'));
    for (const spelling of [
      'https://LOGIN.acme.example/',
      'https://login.acme.example:443',
      'https://login.acme.example//',
      'HTTPS://login.acme.example.',
    ]) {
      expect(await refusalsOf(workspace.jwtConfigurations.create(bolt, jwks(spelling)))).toContain(
        'belongs to another tenant',
      );
      expect(
        await refusalsOf(workspace.jwtConfigurations.create(bolt, { algorithm: 'HS256', issuer: spelling })),
      ).toContain('belongs to another tenant');
    }
    const { accepted } = await race(
      [acme, bolt, acme, bolt].map((tenant) =>
        workspace.jwtConfigurations.create(tenant, jwks('https://raced.example')),
      ),
    );
    expect(accepted).toHaveLength(1);
  });

  it('keeps an issuer to one mode within a tenant and to one JWK Set configuration', async () => {
    await workspace.jwtConfigurations.create(acme, jwks('set'));
    await workspace.jwtConfigurations.create(acme, { kid: 'h1', algorithm: 'HS256', issuer: 'held' });
    await workspace.jwtConfigurations.create(acme, { kid: 'h2', algorithm: 'HS256', issuer: 'held' });
    expect(await refusalsOf(workspace.jwtConfigurations.create(acme, jwks('set')))).toContain(
      'has a JWK Set configuration already',
    );
    expect(
      await refusalsOf(workspace.jwtConfigurations.create(acme, { algorithm: 'HS256', issuer: 'set' })),
    ).toContain('is named by a JWK Set configuration');
    expect(await refusalsOf(workspace.jwtConfigurations.create(acme, jwks('held')))).toContain(
      'is named by a configuration with a key held here',
    );
  });

  it('points out an issuer that is close to another one of the tenant', async () => {
    await workspace.jwtConfigurations.create(acme, jwks('https://login.acme.example/'));
    const { warnings } = await workspace.jwtConfigurations.create(acme, {
      ...jwks('https://login.acme.example'),
    });
    expect(warnings).toEqual([expect.stringContaining('close to "https://login.acme.example/"')]);
  });

  it('lets go of an issuer when the last configuration that named it changes', async () => {
    await workspace.jwtConfigurations.create(acme, { kid: 'h1', algorithm: 'HS256', issuer: 'one' });
    await workspace.jwtConfigurations.create(acme, { kid: 'h2', algorithm: 'HS256', issuer: 'one' });
    await workspace.jwtConfigurations.set('h1', { issuer: null });
    expect(await refusalsOf(workspace.jwtConfigurations.create(bolt, jwks('one')))).toContain(
      'belongs to another tenant',
    );
    await workspace.jwtConfigurations.set('h2', { issuer: 'two' });
    await workspace.jwtConfigurations.create(bolt, jwks('one'));
    expect(await refusalsOf(workspace.jwtConfigurations.set('h1', { issuer: 'one' }))).toContain(
      'belongs to another tenant',
    );
    expect((await workspace.jwtConfigurations.getById('h1')).issuer).toBeNull();
  });

  it('counts the version up with every change and writes nothing without one', async () => {
    await workspace.jwtConfigurations.create(acme, { kid: 'h', algorithm: 'HS256' });
    const { row } = await workspace.jwtConfigurations.set('h', {
      audience: ['a'],
      require_exp: true,
      claim_map: { email: 'mail' },
    });
    expect(row.version).toBe(2);
    const before = await workspace.rows('jwt_configurations');
    workspace.clock.now += day;
    workspace.changes.length = 0;
    expect((await workspace.jwtConfigurations.set('h', { require_exp: true })).outcome).toBe('unchanged');
    expect(await workspace.rows('jwt_configurations')).toBe(before);
    expect(workspace.changes).toEqual([]);
    await workspace.jwtConfigurations.disable('h');
    expect((await workspace.jwtConfigurations.enable('h')).row).toMatchObject({ version: 4, enabled: true });
  });

  it('rotates: the old key is kept until the overlap ends, sealed at its own place', async () => {
    await workspace.jwtConfigurations.create(acme, { kid: 'h', algorithm: 'HS256', secret: secret('a') });
    const { row, secret: made } = await workspace.jwtConfigurations.rotate('h', {}, 7 * day);
    expect(row).toMatchObject({ version: 2, previousUntil: workspace.clock.now + 7 * day });
    expect(workspace.jwtConfigurations.revealSecret(row)).toBe(made);
    const place = { tenantId: acme, table: 'jwt_configurations', rowId: 'h', column: 'previous_key' };
    expect(workspace.sealer.open(row.previousKey as string, place)).toBe(secret('a'));
    const at = await workspace.jwtConfigurations.rotate('h', { secret: secret('b') }, 0);
    expect(at.row).toMatchObject({ version: 3, previousKey: null, previousUntil: null });
    expect(await refusalsOf(workspace.jwtConfigurations.rotate('h', { secret: secret('b') }, 0))).toContain(
      'the current key already',
    );
  });

  it('rotates a public key, and refuses a private one and a JWK Set configuration', async () => {
    await workspace.jwtConfigurations.create(acme, {
      kid: 'r',
      algorithm: 'RS256',
      public_key: pem(publicKey),
    });
    const { row } = await workspace.jwtConfigurations.rotate('r', { public_key: pem(other.publicKey) }, day);
    expect(row).toMatchObject({ currentKey: pem(other.publicKey), previousKey: pem(publicKey) });
    const bad = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(await refusalsOf(workspace.jwtConfigurations.rotate('r', { public_key: bad }, day))).toContain(
      'private key',
    );
    const set = await workspace.jwtConfigurations.create(acme, jwks('i'));
    expect(await refusalsOf(workspace.jwtConfigurations.rotate(set.row.id, {}, day))).toContain(
      'its issuer rotates the keys',
    );
  });

  it('changes the algorithm only where the key fits, and then drops the previous key', async () => {
    await workspace.jwtConfigurations.create(acme, {
      kid: 'r',
      algorithm: 'RS256',
      public_key: pem(publicKey),
    });
    await workspace.jwtConfigurations.rotate('r', { public_key: pem(other.publicKey) }, day);
    const { row } = await workspace.jwtConfigurations.set('r', { algorithm: 'PS256' });
    expect(row).toMatchObject({ algorithm: 'PS256', previousKey: null, version: 3 });
    expect(await refusalsOf(workspace.jwtConfigurations.set('r', { algorithm: 'HS256' }))).toContain(
      'does not fit HS256',
    );
    expect(
      await refusalsOf(workspace.jwtConfigurations.set('r', { jwks_uri: 'https://a.example/' })),
    ).toContain('the other mode');
  });
});
