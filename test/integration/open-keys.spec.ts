import { randomBytes, type KeyObject } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createSealer, type Sealer } from '../../src/crypto/seal.js';
import { SigningKeys } from '../../src/tenants/signing-keys.js';
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

describe('the keys that a tenant’s tokens are signed with', () => {
  const signing = () =>
    new SigningKeys(workspace.database, workspace.clock, workspace.sealer, workspace.feed);
  const later = () => (workspace.clock.now += 1000);
  const textOf = (key: KeyObject | undefined) => key?.export().toString('utf8');

  it('are the server’s, the newest first, and five at most where no kid names one', async () => {
    const signingKeys = signing();
    expect(await signingKeys.current(tenantId)).toBeNull();
    for (const character of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await make(character, 'api', character);
      later();
    }
    await make('page', 'widget', 'w');
    const ids = async (kid: string | null) =>
      (await signingKeys.candidates(tenantId, kid)).map(({ id }) => id);
    expect(await ids(null)).toEqual(['f', 'e', 'd', 'c', 'b']);
    expect(await ids('a')).toEqual(['a']);
    expect(await ids('page')).toEqual([]);
    expect(await ids('nobody')).toEqual([]);
    expect(textOf((await signingKeys.current(tenantId))?.key)).toBe(secret('f'));
  });

  it('are those of a rotation both, until the overlap ends', async () => {
    const signingKeys = signing();
    await make('first', 'api', 'a');
    const { created } = await workspace.apiKeys.rotate('first', day);
    expect((await signingKeys.current(tenantId))?.id).toBe(created.row.id);
    expect(await signingKeys.candidates(tenantId, 'first')).toHaveLength(1);
    workspace.clock.now += day;
    expect(await signingKeys.candidates(tenantId, 'first')).toEqual([]);
    await workspace.apiKeys.revoke(created.row.id);
    expect(await signingKeys.current(tenantId)).toBeNull();
  });
});

describe('a key that was sealed under another master key', () => {
  it('is left out and written down once, and the others work', async () => {
    const stranger = createSealer(randomBytes(32));
    await make('first', 'api', 'a');
    await make('page', 'widget', 'p');
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const sources = [workspace.database, workspace.clock, stranger, workspace.feed] as const;
    const [signingKeys, widgetKeys] = [new SigningKeys(...sources), new WidgetKeys(...sources)];
    for (let n = 0; n < 3; n += 1) {
      expect(await signingKeys.current(tenantId)).toBeNull();
      expect(await signingKeys.candidates(tenantId, 'first')).toEqual([]);
      expect(await widgetKeys.secretOf(tenantId)).toBeNull();
    }
    const lines = logged.mock.calls.map(([line]) => String(line));
    logged.mockRestore();
    expect(lines).toEqual([
      expect.stringMatching(/the key first cannot be opened/),
      expect.stringMatching(/the key page cannot be opened/),
    ]);
  });
});
