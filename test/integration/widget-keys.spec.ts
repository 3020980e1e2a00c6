import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Sealer } from '../../src/crypto/seal.js';
import { WidgetKeys } from '../../src/tenants/widget-keys.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const day = 86_400_000;
const secret = (character: string) => character.repeat(40);

let workspace: TestWorkspace;
let tenantId: string;
let keys: WidgetKeys;
let opened: number;

beforeEach(async () => {
  workspace = await openTestWorkspace();
  tenantId = (await workspace.tenants.create({ slug: 'acme' })).id;
  opened = 0;
  const counting: Sealer = {
    ...workspace.sealer,
    open: (...sealed: Parameters<Sealer['open']>) => {
      opened += 1;
      return workspace.sealer.open(...sealed);
    },
  };
  keys = new WidgetKeys(workspace.database, workspace.clock, counting, workspace.feed);
});
afterEach(() => workspace.remove());

const make = (id: string, type: 'api' | 'widget', character: string) =>
  workspace.apiKeys.create(tenantId, { id, type, secret: secret(character) });

describe('the widget key of a tenant', () => {
  it('is none where there is none, and never a server’s', async () => {
    expect(await keys.secretOf(tenantId)).toBeNull();
    await make('server', 'api', 's');
    expect(await keys.secretOf(tenantId)).toBeNull();
    expect(opened).toBe(0);
  });

  it('is the oldest, in force at once, and opened once however often it is asked for', async () => {
    expect(await keys.secretOf(tenantId)).toBeNull();
    await make('first', 'widget', 'a');
    await make('second', 'widget', 'b');
    for (let n = 0; n < 100; n += 1) expect(await keys.secretOf(tenantId)).toBe(secret('a'));
    expect(opened).toBe(2);
  });

  it('is another one once it is revoked, and none after the last', async () => {
    await make('first', 'widget', 'a');
    await make('second', 'widget', 'b');
    await workspace.apiKeys.revoke('first');
    expect(await keys.secretOf(tenantId)).toBe(secret('b'));
    await workspace.apiKeys.revoke('second');
    expect(await keys.secretOf(tenantId)).toBeNull();
  });

  it('is the new one from a rotation on, while the old one still works', async () => {
    await make('first', 'widget', 'a');
    expect(await keys.secretOf(tenantId)).toBe(secret('a'));
    const { created } = await workspace.apiKeys.rotate('first', day);
    expect(await keys.secretOf(tenantId)).toBe(created.secret);
    await workspace.apiKeys.revoke(created.row.id);
    expect(await keys.secretOf(tenantId)).toBe(secret('a'));
  });

  it('is another tenant’s never', async () => {
    await make('first', 'widget', 'a');
    const other = (await workspace.tenants.create({ slug: 'bolt' })).id;
    expect(await keys.secretOf(other)).toBeNull();
  });
});
