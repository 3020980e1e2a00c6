import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBookingRow } from '../builders/booking-rows.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant } from '../builders/tenancy.js';
import { sendTarget } from '../support/raw-http.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const asIt =
  (bearer: string) =>
  async (target: string, method = 'GET') => {
    const { status, body } = await sendTarget(server.url, target, {
      method,
      headers: { Authorization: `Bearer ${bearer}` },
    });
    return { status, body: body === '' ? undefined : JSON.parse(body) };
  };
const idsOf = ({ body }: { readonly body: { readonly data?: { readonly id: string }[] } }) =>
  body.data?.map(({ id }: { id: string }) => id).sort();

describe('a pinned search of bookings', () => {
  it.each(['resource.id', 'project.id', 'state', 'customer.name', 'customer.phone', 'graph'])(
    'by %s finds what it names, and opens nothing else below',
    async (field) => {
      const shop = await buildTenant(server);
      const members = async (nth: number) => {
        const resource = await buildResource(server, shop, { name: `R${nth}` });
        const project = await buildProject(server, shop, {}, [{ id: resource.id }]);
        return {
          resourceId: resource.id,
          projectId: project.id,
          state: nth === 1 ? 'tentative' : 'confirmed',
          graph: nth === 1 ? 'confirm_decline' : 'instant',
          customerName: `ann${nth}`,
          customerPhone: `+45${nth}`,
        };
      };
      const [one, two] = [await members(1), await members(2)];
      const values: Record<string, string> = {
        'resource.id': one.resourceId,
        'project.id': one.projectId,
        state: one.state,
        graph: one.graph,
        'customer.name': 'ann1',
        'customer.phone': '+451',
      };
      const mine = await buildBookingRow(server, shop, one);
      const theirs = await buildBookingRow(server, shop, two);
      const ask = asIt(
        mintedToken(shop, ['/v2/bookings', '/v2/bookings.ics'], {
          query: { search: `${field}:${values[field]}` },
          methods: ['GET', 'DELETE'],
        }),
      );
      expect(idsOf(await ask('/v2/bookings'))).toEqual([mine.id]);
      expect((await ask(`/v2/bookings/${mine.id}`)).status).toBe(200);
      expect((await ask(`/v2/bookings/${theirs.id}`)).status).toBe(404);
      expect((await ask(`/v2/bookings/${theirs.id}`, 'DELETE')).status).toBe(404);
      expect((await ask(`/v2/bookings/${mine.id}`, 'DELETE')).status).toBe(204);
    },
  );

  it('narrows single events as it narrows their list', async () => {
    const shop = await buildTenant(server);
    const event = async () => {
      const resource = await buildResource(server, shop);
      return buildBookingRow(server, shop, {
        graph: 'group_owner',
        state: 'tentative',
        resourceId: resource.id,
        maxSeats: 5,
        currentSeats: 0,
      });
    };
    const [mine, theirs] = [await event(), await event()];
    const ask = asIt(
      mintedToken(shop, '/v2/bookings/groups', { query: { search: `resource.id:${mine.resourceId}` } }),
    );
    expect(idsOf(await ask('/v2/bookings/groups'))).toEqual([mine.id]);
    expect((await ask(`/v2/bookings/groups/${mine.id}`)).status).toBe(200);
    expect((await ask(`/v2/bookings/groups/${theirs.id}`)).status).toBe(404);
    const free = asIt(mintedToken(shop, '/v2/bookings/groups'));
    expect((await free(`/v2/bookings/groups/${theirs.id}`)).status).toBe(200);
  });
});

describe('a pinned page', () => {
  it('is the only one: no cursor leads beyond it', async () => {
    const shop = await buildTenant(server);
    for (const name of ['Ann', 'Ben', 'Cy']) await buildResource(server, shop, { name });
    const ask = asIt(mintedToken(shop, '/v2/resources', { query: { page: 1, limit: 1 } }));
    const first = await ask('/v2/resources');
    expect(first.body.data.map(({ name }: { name: string }) => name)).toEqual(['Ann']);
    const beyond = await ask(`/v2/resources?cursor=${first.body.next_cursor}`);
    expect([beyond.status, beyond.body.code]).toEqual([403, 'query_pinned']);
  });
});
