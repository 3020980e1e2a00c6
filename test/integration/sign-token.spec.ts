import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { CommandLine } from '../support/command-line.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;
let countersign: CommandLine;

/** Of all tests here: whoever changes a merchant or ends a key has one of their own. */
beforeAll(async () => {
  workspace = await openTestWorkspace();
  countersign = new CommandLine(workspace.environment);
  await countersign.run('tenant', 'create', 'acme');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'w1', '--type', 'widget');
});
afterAll(() => workspace.remove());

const aud = '/v2/accounts/me/search';
const sign = (...words: string[]) => countersign.run('sign', 'token', ...words);
const explain = (token: string, ...words: string[]) => countersign.run('explain', token, ...words);

describe('sign token', () => {
  it('mints what the options say with the key that is named', async () => {
    const { code, err, json } = await sign(
      ...[
        '--key',
        'k1',
        '--aud',
        aud,
        '--aud',
        '/v2/bookings',
        '--query',
        'experienceKey=MySearchExperience',
      ],
      ...['--query', 'limit=5', '--method', 'GET', '--method', 'POST', '--exp', '1h', '--json'],
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const secret = workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('k1'));
    const { header, payload } = jsonwebtoken.verify(json.token, secret, { complete: true });
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'k1' });
    const { iat, exp } = payload as { iat: number; exp: number };
    expect(payload).toEqual({
      aud: [aud, '/v2/bookings'],
      methods: ['GET', 'POST'],
      query: { experienceKey: 'MySearchExperience', limit: '5' },
      iat,
      exp: iat + 3600,
    });
    expect(json.expires_at).toBe(new Date(exp * 1000).toISOString());
  });

  it('prints the bare token, with one path as text, good as long as its key', async () => {
    const { out } = await sign('--key', 'k1', '--aud', aud);
    expect(jsonwebtoken.decode(out)).toEqual({ aud, iat: expect.any(Number) });
  });

  it('warns where the tenant will refuse it', async () => {
    await countersign.run('tenant', 'create', 'strict', '--setting', 'minted_token_max_age_s=60');
    await countersign.run('key', 'create', '--tenant', 'strict', '--id', 'k2');
    for (const exp of [[], ['--exp', '2h']]) {
      const { code, err } = await sign('--key', 'k2', '--aud', aud, ...exp);
      expect([code, err]).toEqual([0, expect.stringContaining('minted_token_max_age_s')]);
    }
    expect((await sign('--key', 'k2', '--aud', aud, '--exp', '60s')).err).toBe('');
  });

  it.each<[string, string[], RegExp]>([
    ['no key', ['--aud', aud], /--key is needed/],
    ['no audience', ['--key', 'k1'], /--aud is needed/],
    ['a key that is not there', ['--key', 'nobody', '--aud', aud], /nobody/],
    ['a widget key', ['--key', 'w1', '--aud', aud], /^w1 is a widget key/],
    ['a path of nothing', ['--key', 'k1', '--aud', '/v2/'], /no path of this API/],
    ['an unknown method', ['--key', 'k1', '--aud', aud, '--method', 'TRACE'], /methods is no list/],
    ['a pinned credential', ['--key', 'k1', '--aud', aud, '--query', 'jwt=x'], /pins a name/],
  ])('refuses %s', async (_title, words, message) => {
    const { code, out, err } = await sign(...words);
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(message)]);
  });
});

describe('explain, of a minted token', () => {
  const mint = async (...words: string[]) => (await sign('--key', 'k1', '--aud', aud, ...words)).out;

  it('recognises it and says what it opens, without its secret', async () => {
    const token = await mint('--query', 'experienceKey=My');
    const { code, out } = await explain(token);
    expect(code).toBe(0);
    expect(out).toContain('"k1" → an API key, so a minted token');
    expect(out).toContain('opens /v2/search of tenant acme, for GET, with experienceKey pinned');
    const secret = workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('k1'));
    expect(out).not.toContain(secret);
    expect(out).not.toContain(token);
    const { json } = await explain(token, '--json');
    expect(json.steps.map(({ step }: { step: string }) => step)).toEqual([
      ...['strategy', 'header', 'key', 'signature', 'claims', 'times'],
    ]);
  });

  it.each<[string, string[], string | null, string | null]>([
    ['its path', ['--path', aud], null, null],
    ['the other spelling of it', ['--path', '/api/search/?input=x'], null, null],
    ['a path below it, by HEAD', ['--path', '/v2/search/query', '--method', 'head'], null, null],
    ['the pinned value', ['--path', '/v2/search?experienceKey=My'], null, null],
    ['a longer word', ['--path', '/v2/searchx'], 'path', 'outside_audience'],
    ['another account', ['--path', '/v2/accounts/other/search'], 'path', 'not_found'],
    ['no path at all', ['--path', '/v2/../v2/search'], 'path', 'not_found'],
    ['another method', ['--path', '/v2/search', '--method', 'POST'], 'method', 'outside_audience'],
    ['another value', ['--path', '/v2/search?experienceKey=Other'], 'query', 'query_pinned'],
    ['it twice', ['--path', '/v2/search?experienceKey=My&experienceKey=My'], 'query', 'query_pinned'],
    ['its name in another case', ['--path', '/v2/search?experiencekey=My'], 'query', 'query_pinned'],
  ])('says what a request for %s would meet', async (_title, words, step, publicCode) => {
    const { code, json } = await explain(await mint('--query', 'experienceKey=My'), ...words, '--json');
    const failed = json.steps.find(({ passed }: { passed: boolean }) => !passed);
    expect([code, failed?.step ?? null, json.refused?.publicCode ?? null]).toEqual([
      step === null ? 0 : 1,
      step,
      publicCode,
    ]);
  });

  it('names the failing check of one that proves nothing', async () => {
    await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k3');
    const { out: token } = await sign('--key', 'k3', '--aud', aud);
    const forged = await explain(`${token.slice(0, -4)}AAAA`);
    expect([forged.code, forged.out]).toEqual([1, expect.stringContaining('✗ signature')]);
    const secret = workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('k3'));
    const header = { kid: 'k3', alg: 'HS256' } as const;
    const without = jsonwebtoken.sign({}, secret, { header });
    const old = jsonwebtoken.sign({ aud, exp: 1 }, secret, { header });
    expect((await explain(without)).out).toContain('✗ claims     The token has no aud.');
    expect((await explain(old)).out).toContain('Clients are told: token_expired');
    await countersign.run('key', 'revoke', 'k3', '--yes');
    const gone = await explain(token, '--json');
    expect([gone.code, gone.json.refused.reason]).toEqual([1, 'kid_unknown']);
  });

  it.each([
    [['x.y.z', '--method', 'GET'], /--method needs --path/],
    [['x.y.z', '--purpose', 'search', '--path', '/v2/search'], /--path belongs to --purpose bearer/],
  ])('asks for options that go together: %j', async (words, message) => {
    const { code, err } = await countersign.run('explain', ...words);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
  });
});

describe('key list', () => {
  it('says how often a key has proven a request, and by what', async () => {
    const { id: tenantId } = await workspace.tenants.getBySlug('acme');
    const at = Date.UTC(2030, 0, 1);
    const use = { tenantId, keyId: 'k1' };
    await workspace.database.write(({ manager }) =>
      manager.insert('key_uses', [
        { ...use, credentialKind: 'api_key', count: 2, lastUsedAt: at },
        { ...use, credentialKind: 'minted_token', count: 40, lastUsedAt: at + 60_000 },
      ]),
    );
    const { json } = await countersign.run('key', 'list', '--json');
    const [k1, w1] = ['k1', 'w1'].map((id) => json.find((key: { id: string }) => key.id === id));
    expect(k1).toMatchObject({
      uses: 42,
      last_used_at: '2030-01-01T00:01:00.000Z',
      uses_by_kind: {
        api_key: { count: 2, last_used_at: '2030-01-01T00:00:00.000Z' },
        minted_token: { count: 40, last_used_at: '2030-01-01T00:01:00.000Z' },
      },
    });
    expect(w1).toMatchObject({ uses: 0, last_used_at: null, uses_by_kind: {} });
    const { out } = await countersign.run('key', 'list');
    expect(out).toMatch(/k1 .*42 +2030-01-01T00:01:00/);
  });
});
