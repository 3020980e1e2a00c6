import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildBookingRow } from '../builders/booking-rows.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { buildResource } from '../builders/resources.js';
import { buildConfiguration, buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { sendTarget } from '../support/raw-http.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let tenant: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  for (const name of ['Ann', 'Ben', 'Cy']) await buildResource(server, tenant, { name });
});
afterAll(() => server.close());

const resources = '/v2/resources';

interface Listed {
  readonly status: number;
  readonly code: string | undefined;
  readonly names: string[] | undefined;
  readonly limit: number | undefined;
}

/** The list as a token with these pins gets it, asked for twice: the second time it is remembered. */
async function list(query: unknown, raw = '', path = resources): Promise<Listed> {
  const token = mintedToken(tenant, path, { query });
  let last: Listed | undefined;
  for (let round = 0; round < 2; round += 1) {
    const { status, body } = await sendTarget(server.url, `${path}${raw}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const { code, data, per_page: limit } = JSON.parse(body);
    const names = data?.map(({ name }: { name: string }) => name);
    const listed: Listed = { status, code, names, limit };
    if (last !== undefined) expect(listed).toEqual(last);
    last = listed;
  }
  return last!;
}

describe('a pinned parameter', () => {
  it('that the request leaves out is put in', async () => {
    expect(await list({ search: 'name:Ben' })).toMatchObject({ status: 200, names: ['Ben'] });
    expect(await list({ limit: 2 })).toMatchObject({ status: 200, names: ['Ann', 'Ben'], limit: 2 });
    expect(await list({ limit: 2, page: '2' }, '?timezone=Europe/Oslo')).toMatchObject({ names: ['Cy'] });
  });

  it.each(['?limit=2', '?limit=%32', '?page=1&limit=2', '?limit=2&', '?&limit=2'])(
    'that %s gives the same value is fine',
    async (raw) => {
      expect(await list({ limit: 2 }, raw)).toMatchObject({ status: 200, limit: 2 });
    },
  );

  it.each([
    ['another value', '?limit=3'],
    ['no value', '?limit='],
    ['a value that means the same', '?limit=02'],
    ['the value encoded twice', '?limit=%2532'],
    ['a space before it', '?limit=+2'],
    ['it twice, the same', '?limit=2&limit=2'],
    ['it twice, the right one first', '?limit=2&limit=1000'],
    ['it twice, the right one last', '?limit=1000&limit=2'],
    ['it in another case', '?Limit=1000'],
    ['it in capitals beside the right one', '?limit=2&LIMIT=1000'],
    ['it encoded', '?%6Cimit=2'],
    ['it encoded, with another value', '?%6Cimit=1000'],
    ['it encoded twice', '?%256Cimit=1000'],
    ['it as a list', '?limit[]=1000'],
    ['it as an entry of a list', '?limit[0]=1000'],
    ['it as an encoded list', '?limit%5B%5D=1000'],
    ['it with letters that look alike', '?%EF%BD%8Cimit=1000'],
    ['it with what nobody sees', '?limit%E2%80%8B=1000'],
    ['it with a NUL', '?limit%00=1000'],
    ['it after a plus', '?+limit=1000'],
  ])('is refused where the request has %s', async (_title, raw) => {
    expect(await list({ limit: 2 }, raw)).toMatchObject({ status: 403, code: 'query_pinned' });
  });

  it('is compared as text: numbers, booleans, objects and lists as JSON writes them', async () => {
    const pinned = { n: 1.5, yes: true, filters: { $and: [{ tags: { $eq: 'x' } }] }, list: ['a', 1] };
    const right = `n=1.5&yes=true&filters=${encodeURIComponent(JSON.stringify(pinned.filters))}&list=${encodeURIComponent('["a",1]')}`;
    expect((await list(pinned, `?${right}`)).status).toBe(200);
    for (const raw of ['n=1.50', 'yes=1', 'filters=%7B%7D', `list=${encodeURIComponent('["a", 1]')}`])
      expect(await list(pinned, `?${raw}`)).toMatchObject({ status: 403, code: 'query_pinned' });
  });

  it('leaves other repeated parameters what they are: unreadable', async () => {
    expect(await list({ limit: 2 }, '?page=1&page=2')).toMatchObject({
      status: 400,
      code: 'parameter_repeated',
    });
    expect(await list({ limit: 2 }, '?tags[]=1')).toMatchObject({ status: 400, code: 'parameter_repeated' });
    expect(await list(undefined, '?page=1&page=2')).toMatchObject({
      status: 400,
      code: 'parameter_repeated',
    });
  });

  it('of a path that the token does not open says nothing', async () => {
    const token = mintedToken(tenant, resources, { query: { limit: 2 } });
    const answer = await server.request('/v2/projects?limit=9', { bearer: token });
    expect([answer.status, answer.body.code]).toEqual([403, 'outside_audience']);
  });

  it('holds for a token in the address too, which is no parameter of anything', async () => {
    const token = mintedToken(tenant, resources, { query: { limit: 1 } });
    const fine = await server.request(`${resources}?jwt=${token}`);
    expect([fine.status, fine.body.per_page]).toEqual([200, 1]);
    expect(fine.body.next_page_url).not.toContain('jwt');
    const wrong = await server.request(`${resources}?jwt=${token}&limit=2`);
    expect([wrong.status, wrong.body.code]).toEqual([403, 'query_pinned']);
  });

  it('changes nothing for users, who pin nothing', async () => {
    const configuration = await buildConfiguration(server, tenant);
    const token = configuration.token({ aud: resources, query: { limit: 1 }, methods: ['POST'] });
    const all = await server.request(`${resources}?limit=3`, { bearer: token });
    expect([all.status, all.body.data.length]).toEqual([200, 3]);
    const twice = await server.request(`${resources}?limit=3&limit=3`, { bearer: token });
    expect([twice.status, twice.body.code]).toEqual([400, 'parameter_repeated']);
  });
});

describe('a pinned search', () => {
  it('is joined with the request’s own, so that the caller can only narrow', async () => {
    const pinned = { search: 'name:Ben' };
    expect(await list(pinned, '?search=name:Ben')).toMatchObject({ names: ['Ben'] });
    expect(await list(pinned, '?search=name:Ann')).toMatchObject({ status: 422 });
    expect(await list(pinned, '?search=email:x')).toMatchObject({ status: 422 });
    for (const raw of [
      '?Search=name:Ann',
      '?search=name:Ben&search=name:Ann',
      '?search[]=name:Ann',
      '?s%65arch=name:Ann',
    ])
      expect(await list(pinned, raw)).toMatchObject({ status: 403, code: 'query_pinned' });
  });

  it('of bookings narrows everything below, not only lists', async () => {
    const shop = await buildTenant(server);
    const mine = await buildBookingRow(server, shop, { customerEmail: 'ann@example.com', meta: {} });
    const later = await buildBookingRow(server, shop, {
      customerEmail: 'ann@example.com',
      state: 'completed',
    });
    const theirs = await buildBookingRow(server, shop, { customerEmail: 'ben@example.com' });
    const bearer = mintedToken(shop, ['/v2/bookings', '/v2/bookings.ics'], {
      methods: ['GET', 'PUT', 'DELETE'],
      query: { search: 'customer.email:ann@example.com' },
    });
    const ids = async (raw = '') => {
      const { status, body } = await server.request(`/v2/bookings${raw}`, { bearer });
      return status === 200 ? body.data.map(({ id }: { id: string }) => id).sort() : [status, body.code];
    };
    expect(await ids()).toEqual([mine.id, later.id].sort());
    expect(await ids('?search=state:completed')).toEqual([later.id]);
    expect(await ids('?search=customer.email:ann@example.com%3Bstate:completed')).toEqual([later.id]);
    expect(await ids('?search=customer.email:ben@example.com')).toEqual([422, 'validation_failed']);
    expect(await ids('?search=customer.email:ANN@example.com')).toEqual([422, 'validation_failed']);
    const one = async (id: string, method = 'GET') => {
      const { status } = await server.request(`/v2/bookings/${id}`, {
        bearer,
        method,
        ...(method === 'PUT' && { body: { meta: { seen: 'yes' } } }),
      });
      return status;
    };
    expect([await one(mine.id), await one(theirs.id)]).toEqual([200, 404]);
    const calendar = await server.request('/v2/bookings.ics', { bearer });
    expect(calendar.text).toContain(mine.id);
    expect(calendar.text).not.toContain(theirs.id);
    expect([await one(mine.id, 'PUT'), await one(theirs.id, 'PUT')]).toEqual([200, 404]);
    expect([await one(theirs.id, 'DELETE'), await one(later.id, 'DELETE')]).toEqual([404, 204]);
  });

  it.each(['name:Ben', 'meta._note:x', 'hello', '', 'customer.email:a;customer.email:b'])(
    '%j is no search of bookings: none is seen',
    async (search) => {
      const shop = await buildTenant(server);
      const { id } = await buildBookingRow(server, shop, { customerEmail: 'ann@example.com' });
      const bearer = mintedToken(shop, '/v2/bookings', { query: { search }, methods: ['GET', 'DELETE'] });
      expect([404, 422]).toContain((await server.request(`/v2/bookings/${id}`, { bearer })).status);
      expect((await server.request(`/v2/bookings/${id}`, { bearer, method: 'DELETE' })).status).toBe(404);
      const answer = await server.request('/v2/bookings', { bearer });
      expect(answer.status === 422 || answer.body.data.length === 0).toBe(true);
    },
  );
});
