import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { TokenTemplate } from '../../src/minted-tokens/templates/token-template.entity.js';
import { CommandLine } from '../support/command-line.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

let workspace: TestWorkspace;
let countersign: CommandLine;

beforeEach(async () => {
  workspace = await openTestWorkspace();
  countersign = new CommandLine(workspace.environment);
  await countersign.run('tenant', 'create', 'acme');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
});
afterEach(() => workspace.remove());

const template = async (slug: string, keyId: string, changes: Partial<TokenTemplate> = {}) => {
  const { id: tenantId } = await workspace.tenants.getBySlug(slug);
  const row = {
    tenantId,
    name: 'search',
    keyId,
    claims: { aud: '/v2/search', expires_in: 60, query: { limit: 3 } },
    scope: '/about\\.html',
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  };
  await workspace.database.write(({ manager }) => manager.insert(TokenTemplate, row as never));
};
const sign = (...words: string[]) => countersign.run('sign', 'token', ...words, '--json');

describe('sign token --template', () => {
  it('mints as the server does, for a page in the scope or for none', async () => {
    await template('acme', 'k1');
    const secret = workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('k1'));
    for (const words of [[], ['--path', '/about.html'], ['--tenant', 'acme']]) {
      const { code, err, json } = await sign('--template', 'search', ...words);
      expect([code, err]).toEqual([0, '']);
      const payload = jsonwebtoken.verify(json.token, secret, { algorithms: ['HS256'] }) as {
        exp: number;
        iat: number;
      };
      expect(payload).toMatchObject({ aud: '/v2/search', query: { limit: 3 }, exp: payload.iat + 60 });
      expect(json.expires_at).toBe(new Date(payload.exp * 1000).toISOString());
    }
    const { out } = await countersign.run('sign', 'token', '--template', 'search');
    expect(jsonwebtoken.verify(out.trim(), secret)).toMatchObject({ aud: '/v2/search' });
  });

  it('makes none for a page outside of the scope, and says so', async () => {
    await template('acme', 'k1');
    const { code, err, json } = await sign('--template', 'search', '--path', '/x');
    expect([code, json]).toEqual([0, { token: null, expires_at: null }]);
    expect(err).toContain('/x is outside of the template’s scope, /about\\.html');
  });

  it('asks whose it is where several tenants have one of that name', async () => {
    await template('acme', 'k1');
    await countersign.run('tenant', 'create', 'other');
    await countersign.run('key', 'create', '--tenant', 'other', '--id', 'k2');
    await template('other', 'k2');
    const { code, err } = await sign('--template', 'search');
    expect([code, err]).toEqual([1, expect.stringContaining('name one with --tenant')]);
    const { json } = await sign('--template', 'search', '--tenant', 'other');
    expect(jsonwebtoken.decode(json.token, { complete: true })?.header.kid).toBe('k2');
  });

  it('says in one line what stands in the way', async () => {
    await template('acme', 'k1');
    await template('acme', 'k1', { name: 'past', claims: { aud: '/v2/search', exp: 1_600_000_000 } });
    for (const [words, reason] of [
      [['--template', 'absent'], 'There is no template "absent"'],
      [['--template', 'search', '--tenant', 'nobody'], 'nobody'],
      [
        ['--template', 'past'],
        'token_templates.past: its claims.exp must lie in the future: put the template anew',
      ],
      [['--template', 'search', '--aud', '/v2/bookings'], '--aud: the template says that already'],
      [['--template', 'search', '--key', 'k1'], '--key: the template says that already'],
      [['--path', '/about.html', '--key', 'k1', '--aud', '/v2/search'], 'go with --template'],
    ] as const) {
      const { code, err } = await sign(...words);
      expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    await workspace.apiKeys.revoke('k1');
    expect((await sign('--template', 'search')).err).toContain('its key has ended');
  });
});
