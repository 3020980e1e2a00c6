import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SignedAfterService } from '../../src/tenants/signed-after.service.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const email = (value: string) => ({ field: 'customer.email', value });
const ann = email('ann@example.com');
const noon = Date.UTC(2030, 0, 1, 12);

let workspace: TestWorkspace;
let tenantId: string;
let service: SignedAfterService;

beforeEach(async () => {
  workspace = await openTestWorkspace();
  tenantId = (await workspace.tenants.create({ slug: 'acme' })).id;
  service = new SignedAfterService(workspace.database, workspace.feed);
});
afterEach(() => workspace.remove());

describe('the instants that signed searches are held against', () => {
  it('are none until one is raised', async () => {
    expect(await service.latest(tenantId, [ann])).toBeNull();
  });

  it('are a customer’s for that customer alone, in whatever case the e-mail stands', async () => {
    expect(await service.raise(tenantId, email('Ann@Example.com'), noon)).toEqual({
      outcome: 'updated',
      instant: noon,
    });
    expect(await service.latest(tenantId, [ann])).toBe(noon);
    expect(await service.latest(tenantId, [{ field: 'meta.order', value: 'A-7' }, ann])).toBe(noon);
    expect(await service.latest(tenantId, [email('ben@example.com')])).toBeNull();
    expect(await service.latest(tenantId, [])).toBeNull();
  });

  it('are the tenant’s for each of its customers and for no other tenant’s, and the later one counts', async () => {
    const other = (await workspace.tenants.create({ slug: 'bolt' })).id;
    await service.raise(tenantId, null, noon);
    await service.raise(tenantId, ann, noon - 1);
    await service.raise(tenantId, email('ben@example.com'), noon + 1);
    expect(await service.latest(tenantId, [ann])).toBe(noon);
    expect(await service.latest(tenantId, [email('ben@example.com')])).toBe(noon + 1);
    expect(await service.latest(other, [ann])).toBeNull();
  });

  it('never go back, and say nothing of what changed nothing', async () => {
    await service.raise(tenantId, ann, noon);
    const told = workspace.changes.length;
    for (const instant of [noon, noon - 1, 0]) {
      expect(await service.raise(tenantId, ann, instant)).toEqual({ outcome: 'unchanged', instant: noon });
    }
    expect(workspace.changes).toHaveLength(told);
    expect(await service.raise(tenantId, ann, noon + 1)).toEqual({ outcome: 'updated', instant: noon + 1 });
    expect(workspace.changes.at(-1)).toEqual({ topic: 'signed_after', tenantId, subject: tenantId });
  });

  it('are the latest of those raised at once', async () => {
    await Promise.all([3, 1, 5, 2, 4].map((later) => service.raise(tenantId, null, noon + later)));
    expect(await service.latest(tenantId, [])).toBe(noon + 5);
  });

  it.each([
    ['customer.name', 'Ann'],
    ['meta._note', 'x'],
    ['meta.', 'x'],
    ['state', 'confirmed'],
    ['customer.email', ''],
    ['meta.k', 'a\u0000b'],
    ['meta.\uD800', 'x'],
  ])('are not raised for %s', async (field, value) => {
    await expect(service.raise(tenantId, { field, value }, noon)).rejects.toMatchObject({
      name: 'AdminRefused',
    });
    expect(await workspace.rows('signed_after')).toBe('[]');
  });

  it('take identities of any length', async () => {
    const long = { field: 'meta.k', value: 'é'.repeat(3_000) };
    await service.raise(tenantId, long, noon);
    expect(await service.latest(tenantId, [long])).toBe(noon);
  });
});
