import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { CommandLine } from '../support/command-line.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;
let countersign: CommandLine;

beforeEach(async () => {
  workspace = await openTestWorkspace();
  countersign = new CommandLine(workspace.environment);
  await countersign.run('tenant', 'create', 'acme');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k2');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'w1', '--type', 'widget');
});
afterEach(() => workspace.remove());

const sign = (...words: string[]) => countersign.run('sign', 'security', ...words);
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('sign security', () => {
  it('makes a token for the user with the very key that is named', async () => {
    for (const id of ['k1', 'k2']) {
      const { code, err, json } = await sign('--key', id, '--user', 'u-1', '--json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const secret = workspace.apiKeys.revealSecret(await workspace.apiKeys.getById(id));
      const verified = jsonwebtoken.verify(json.secret, secret, { algorithms: ['HS256'], complete: true });
      expect(verified.header).toEqual({ alg: 'HS256', typ: 'JWT', kid: id });
      expect(verified.payload).toEqual({
        user: 'u-1',
        iat: expect.any(Number),
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(json).toEqual({
        secret: json.secret,
        authorization: `Basic ${id}:${json.secret}`,
        expires_at: null,
      });
    }
  });

  it('ends it after --exp, and takes the empty user', async () => {
    const { json } = await sign('--key', 'k1', '--user', '', '--exp', '8h', '--json');
    const { user, exp } = jsonwebtoken.decode(json.secret) as { user: string; exp: number };
    expect(user).toBe('');
    expect(Math.abs(exp - nowSeconds() - 8 * 3600)).toBeLessThan(60);
    expect(json.expires_at).toBe(new Date(exp * 1000).toISOString());
  });

  it('warns where the tenant will refuse it', async () => {
    await countersign.run('tenant', 'set', 'acme', 'require_token_expiry=true');
    const { code, err } = await sign('--key', 'k1', '--user', 'u');
    expect([code, err]).toEqual([0, expect.stringContaining('require_token_expiry')]);
    expect((await sign('--key', 'k1', '--user', 'u', '--exp', '1h')).err).toBe('');
  });

  it.each<[string, string[], RegExp]>([
    ['a key that is not there', ['--key', 'nobody', '--user', 'u'], /nobody/],
    ['a widget key', ['--key', 'w1', '--user', 'u'], /^w1 is a widget key/],
    ['a user that is too long', ['--key', 'k1', '--user', 'x'.repeat(256)], /^--user: /],
  ])('refuses %s in one line', async (_title, words, line) => {
    const { code, out, err } = await sign(...words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(line);
    expect(err).not.toContain('\n');
  });

  it('refuses a key that is revoked', async () => {
    await countersign.run('key', 'revoke', 'k1', '--yes');
    expect((await sign('--key', 'k1', '--user', 'u')).err).toBe('The key k1 is revoked.');
  });
});

describe('explain --purpose security', () => {
  const steps = (out: string) => out.split('\n').map((line) => line.slice(0, 11).trim());
  const explain = (token: string, ...words: string[]) =>
    countersign.run('explain', token, '--purpose', 'security', ...words);

  it('walks through a token under the client that it is sent with, and on to the user', async () => {
    const { json } = await sign('--key', 'k1', '--user', 'u-1', '--json');
    const good = await explain(json.secret, '--client', 'k1', '--user', 'u-1');
    expect([good.code, good.err]).toEqual([0, '']);
    expect(steps(good.out)).toEqual([
      '✓ client',
      '✓ form',
      '✓ header',
      '✓ key',
      '✓ signature',
      '✓ payload',
      '✓ times',
      '✓ user',
    ]);
    const other = await explain(json.secret, '--client', 'k1', '--user', 'u-2');
    expect([other.code, steps(other.out)]).toEqual([1, expect.arrayContaining(['✗ user'])]);
    expect(other.out).toContain('the request is about "u-2", the token signs "u-1"');
    const elsewhere = await explain(json.secret, '--client', 'k2');
    expect([elsewhere.code, steps(elsewhere.out)]).toEqual([1, expect.arrayContaining(['✗ header'])]);
    const widget = await explain(json.secret, '--client', 'w1');
    expect([widget.code, steps(widget.out)[0]]).toEqual([1, '✗ client']);
    expect(widget.out + other.out).not.toContain(json.secret.split('.')[2]);
  });

  it('needs the client', async () => {
    const { code, err } = await explain('a.b.c');
    expect([code, err]).toEqual([1, expect.stringContaining('--client')]);
    const stray = await countersign.run('explain', 'a.b.c', '--client', 'k1');
    expect([stray.code, stray.err]).toEqual([1, '--client belongs to --purpose security.']);
  });
});
