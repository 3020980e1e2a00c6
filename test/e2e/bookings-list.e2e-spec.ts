import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';

const { server, tenant, other, configuration } = await openShop();
afterAll(() => server.close());
const ann = await buildResource(server, tenant);

const long = 'l'.repeat(1500);
/** In the order of their creation: what distinguishes each of the ten bookings, numbered by `what`. */
const wishes: Record<string, unknown>[] = [
  {
    customer: { name: 'Anna Berg', email: 'Anna@Example.com', phone: '+45 11' },
    meta: { order: 17, note: 'a;b' },
  },
  {
    customer: { name: 'ANNA LUND', email: 'lund@example.com', phone: '+45 11' },
    meta: { order: '17', flag: true },
  },
  {
    customer: { name: 'Hanna', email: 'hanna@example.com' },
    meta: { url: 'https://x.example:8/a', _secret: 's' },
  },
  { customer: { name: 'Åse Øst', email: 'åse@example.com' }, meta: { long } },
  {
    customer: { name: '100% Bo_b', email: 'bob@example.com' },
    meta: { list: [17], object: { order: 17 }, none: null },
  },
  { customer: { name: '\u212Aim', email: '\u212Aim@example.com' } },
  { customer: { name: 'Kim', email: 'kim@example.com' } },
  { customer: { name: 'Zoe', email: 'zoe@example.com' } },
  { customer: { name: 'Zoe', email: 'zoe@example.com' } },
  { customer: { name: 'Zoe', email: 'zoe@example.com' } },
];
const start = (index: number) => `2030-05-${String(index + 10)}T10:00:00Z`;
const end = (index: number) => `2030-05-${String(index + 10)}T11:00:00Z`;
const ids: string[] = [];

beforeAll(async () => {
  for (const [index, wish] of wishes.entries()) {
    const body = {
      ...wish,
      start: start(index),
      end: end(index),
      what: String(index),
      ...(index < 2 && { resource_id: ann.id }),
    };
    const answer = await server.request('/v2/bookings', { method: 'POST', body, basic: tenant.secret });
    expect(answer.status).toBe(201);
    ids.push(answer.body.data.id);
  }
  await server.request(`/v2/bookings/${ids[9]}/complete`, { method: 'PUT', body: {}, basic: tenant.secret });
  // The same customers at another merchant's.
  for (const wish of wishes.slice(0, 5)) {
    await server.request('/v2/bookings', {
      method: 'POST',
      body: { ...wish, start: start(0), end: end(0) },
      basic: other.secret,
    });
  }
});

const list = (query: string, path = '/v2/bookings') => server.request(path + query, { basic: tenant.secret });
const search = (text: string) => list(`?search=${encodeURIComponent(text)}`);
const shown = (body: { data: { attributes: { event_info: { what: string } } }[] }) =>
  body.data.map(({ attributes }) => Number(attributes.event_info.what));

describe('search', () => {
  it.each<[string, number[]]>([
    ['customer.email:anna@example.com', [0]],
    ['customer.email:ANNA@EXAMPLE.COM', [0]],
    ['customer.email:anna@example.co', []],
    ['customer.email:*@example.com', []],
    ['customer.email:Kim@example.com', [6]],
    ['customer.email:ÅSE@example.com', [3]],
    ['customer.email:', []],
    ['customer.phone:+45 11', [1, 0]],
    ['customer.phone:+45 1*', []],
    ['customer.name:anna berg', [0]],
    ['customer.name:anna', []],
    ['customer.name:ANNA*', [1, 0]],
    ['customer.name:*ANNA', [2]],
    ['customer.name:*anna*', [2, 1, 0]],
    ['customer.name:a*a', []],
    ['customer.name:*%*', [4]],
    ['customer.name:*_*', [4]],
    ['customer.name:%', []],
    ['customer.name:_im', []],
    ['customer.name:øst*', []],
    ['customer.name:*ØST', [3]],
    ['customer.name:kim', [6]],
    ['customer.name:*', [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
    ['meta.order:17', [1, 0]],
    ['meta.order:17.0', []],
    ['meta.flag:true', [1]],
    ['meta.url:https://x.example:8/a', [2]],
    ['meta._secret:s', [2]],
    [`meta.long:${long}`, [3]],
    [`meta.long:${long}l`, []],
    ['meta.list:17', []],
    ['meta.none:null', []],
    ['meta.Order:17', []],
    ["meta.order:17' OR '1'='1", []],
    ['meta.__proto__:x', []],
    ['state:completed', [9]],
    ['state:Completed', []],
    ['completed:true', [9]],
    ['graph:instant;completed:true', [9]],
    ['graph:__proto__', []],
    ['customer.name:anna*;meta.flag:true', [1]],
    ['meta.order:17;meta.flag:true', [1]],
    ['meta.order:17;customer.email:zoe@example.com', []],
    ['user.id:nobody', []],
    ['project.id:' + newId(), []],
    ['resource.id:%', []],
  ])('%s finds %j', async (text, expected) => {
    const answer = await search(text);
    expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status: 200, errors: undefined });
    expect(shown(answer.body)).toEqual(expected);
    expect(answer.body.total).toBe(expected.length);
  });

  it('finds by resource, and not by another tenant’s', async () => {
    expect(shown((await search(`resource.id:${ann.id}`)).body)).toEqual([1, 0]);
    const foreign = await server.request(`/v2/bookings?search=resource.id:${ann.id}`, {
      basic: other.secret,
    });
    expect(foreign.body.total).toBe(0);
  });

  it('reads ; raw and as %3B', async () => {
    for (const text of [
      'meta.order:17;meta.flag:true',
      'meta.order:17%3Bmeta.flag:true',
      'meta.order%3A17;meta.flag%3Atrue',
    ]) {
      expect(shown((await list(`?search=${text}`)).body)).toEqual([1]);
    }
  });

  it.each([
    ['', 'search'],
    [';', 'search'],
    ['customer.email', 'search'],
    ['state:confirmed;', 'search'],
    ['state:confirmed;state:cancelled', 'state'],
    ['customer.shoe:42', 'customer.shoe'],
    ['tenant_id:1', 'tenant_id'],
    ['__proto__:1', '__proto__'],
    ['constructor:1', 'constructor'],
    ['Customer.email:a', 'Customer.email'],
    ['meta.:x', 'meta.'],
    ['completed:1', 'completed'],
    ['1=1) OR (1:1', '1=1) OR (1'],
    [`meta.a:${'x'.repeat(10_000)}`, 'search'],
    ['meta.a:\u0000', 'search'],
    ['meta.\u0000:a', 'search'],
  ])('refuses %j and names %s', async (text, named) => {
    const answer = await search(text);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, ['search']]);
    expect(answer.text).toContain(named);
  });

  it('has at most twenty pairs: hundreds would keep a database busy for seconds with one request', async () => {
    const pairs = (count: number) => Array.from({ length: count }, (_, at) => `meta.m${at}:x`).join(';');
    expect((await search(pairs(20))).body.total).toBe(0);
    for (const count of [21, 300]) {
      const answer = await search(pairs(count));
      expect([answer.status, answer.body.errors]).toEqual([422, { search: ['must have at most 20 pairs'] }]);
    }
  });

  it('refuses bytes that are no UTF-8 or finds nothing by them', async () => {
    for (const text of ['meta.a:%ff', 'meta.a:%ED%A0%80', 'customer.name:%']) {
      const answer = await list(`?search=${text}`);
      expect(answer.status === 200 ? answer.body.total : 'refused').toBe(
        answer.status === 200 ? 0 : 'refused',
      );
      expect([200, 400, 422]).toContain(answer.status);
    }
  });
});

describe('window', () => {
  it.each<[string, number[]]>([
    [`?start=${start(3)}&end=${end(4)}`, [4, 3]],
    [`?start=${end(3)}&end=${end(4)}`, [4]],
    [`?start=${start(3)}&end=${start(4)}`, [3]],
    ['?start=2030-05-13T12:15:00%2B02:00&end=2030-05-13T12:30:00%2B02:00', [3]],
    [`?start=${start(8)}`, [9, 8]],
    [`?end=${start(2)}`, [1, 0]],
    [`?start=${start(0)}&end=${end(9)}&search=customer.email:zoe@example.com&limit=2`, [9, 8]],
    ['?start=1999-01-01T00:00:00Z&end=2000-01-01T00:00:00Z', []],
  ])('%s holds the bookings that overlap it: %j', async (query, expected) => {
    expect(shown((await list(query)).body)).toEqual(expected);
  });

  it.each([
    ['?start=2030-02-29T00:00:00Z', 'start'],
    ['?start=2030-05-10T10:00:00+02:00', 'start'],
    ['?start=', 'start'],
    ['?end=tomorrow', 'end'],
    ['?end=99999999999', 'end'],
    [`?start=${start(3)}&end=${start(3)}`, 'end'],
    [`?start=${start(4)}&end=${start(3)}`, 'end'],
  ])('%s is refused, naming %s', async (query, field) => {
    const answer = await list(query);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
  });
});

describe('pages', () => {
  it('come in an envelope, newest first', async () => {
    const answer = await list('?limit=4&page=2&search=graph:instant&jwt_like=1');
    expect(shown(answer.body)).toEqual([5, 4, 3, 2]);
    const page = (number: number) =>
      `https://countersign.example/v2/bookings?limit=4&search=graph%3Ainstant&jwt_like=1&page=${number}`;
    expect(answer.body).toEqual({
      data: expect.any(Array),
      total: 10,
      per_page: 4,
      current_page: 2,
      last_page: 3,
      next_page_url: page(3),
      prev_page_url: page(1),
      from: 5,
      to: 8,
      next_cursor: expect.any(String),
    });
    const { pathname, search: query } = new URL(answer.body.next_page_url);
    expect(shown((await list(query, pathname)).body)).toEqual([1, 0]);
  });

  it('keep the path they were asked by and drop the token', async () => {
    const bearer = configuration.token({ id: 'pager' });
    for (let index = 0; index < 2; index += 1) {
      await server.request('/v2/bookings', {
        method: 'POST',
        body: { start: start(0), end: end(0), what: String(100 + index) },
        bearer,
      });
    }
    const answer = await server.request(`/v2/accounts/me/me/bookings?jwt=${bearer}&limit=1`);
    expect(answer.body.next_page_url).toBe(
      'https://countersign.example/v2/accounts/me/me/bookings?limit=1&page=2',
    );
    expect(answer.text).not.toContain(bearer);
  });

  it('lie beyond the end without harm', async () => {
    for (const page of ['1000', '1000000']) {
      const answer = await list(`?page=${page}&limit=1000`);
      expect(answer.body).toMatchObject({
        data: [],
        from: null,
        to: null,
        next_page_url: null,
        next_cursor: null,
      });
    }
    expect((await list('?page=1000000&limit=1000&count=false')).body).toMatchObject({
      data: [],
      total: null,
    });
  });

  it('are not counted with count=false', async () => {
    const answer = await list('?count=false&limit=3');
    expect(answer.body).toMatchObject({ total: null, last_page: null, to: null, from: 1, current_page: 1 });
    expect(answer.body.next_page_url).toContain('page=2');
  });

  it.each([
    ['created_at', 'desc'],
    ['created_at', 'asc'],
    ['updated_at', 'desc'],
    ['start', 'asc'],
    ['start', 'desc'],
    ['end', 'asc'],
  ])('follow each other by cursor, ordered by %s %s, each booking once', async (field, direction) => {
    const order = `&orderBy=${field}&sortedBy=${direction}&search=graph:instant`;
    const whole = shown((await list(`?limit=1000${order}`)).body);
    const walked: number[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page += 1) {
      const answer = await list(`?limit=3${order}${cursor}`);
      expect(answer.status).toBe(200);
      walked.push(...shown(answer.body));
      if (page > 0) expect(answer.body).toMatchObject({ total: null, last_page: null, to: null });
      if (answer.body.next_cursor === null) break;
      cursor = `&cursor=${answer.body.next_cursor}`;
    }
    expect(walked).toEqual(whole);
    expect(new Set(walked).size).toBe(walked.length);
  });

  it('refuse a cursor of another list: tenant, user, search, window or order', async () => {
    const { next_cursor: cursor } = (await list('?limit=2&search=graph:instant')).body;
    const bearer = configuration.token({ id: 'pager' });
    const answers = [
      await list(`?cursor=${cursor}`),
      await list(`?cursor=${cursor}&search=state:confirmed`),
      await list(`?cursor=${cursor}&search=graph:instant&start=${start(0)}`),
      await list(`?cursor=${cursor}&search=graph:instant&sortedBy=asc`),
      await server.request(`/v2/bookings?cursor=${cursor}&search=graph:instant`, { basic: other.secret }),
      await server.request(`/v2/bookings?cursor=${cursor}&search=graph:instant`, { bearer }),
      await server.request(`/v2/users?cursor=${cursor}`, { basic: tenant.secret }),
    ];
    expect(answers.map(({ status, body }) => [status, Object.keys(body.errors)])).toEqual(
      answers.map(() => [422, ['cursor']]),
    );
    expect((await list(`?cursor=${cursor}&search=graph:instant&limit=7`)).status).toBe(200);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=-5', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=99999999999999999999', 'limit'],
    ['page=0', 'page'],
    ['page=1e9', 'page'],
    ['page=1000000000', 'page'],
    ['page=-1', 'page'],
    ['cursor=', 'cursor'],
    ['cursor=nonsense', 'cursor'],
    [`cursor=${'A'.repeat(5000)}`, 'cursor'],
    ['count=maybe', 'count'],
    ['orderBy=tenant_id', 'orderBy'],
    ['orderBy=created_at;DROP TABLE bookings', 'orderBy'],
    ['orderBy=', 'orderBy'],
    ['sortedBy=DESC;', 'sortedBy'],
  ])('refuse %s, naming the field', async (query, field) => {
    const answer = await list(`?${query}`);
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]]);
  });

  it.each([
    'limit=1&limit=2',
    'search=a:b&search=c:d',
    'timezone=UTC&timezone=UTC',
    'limit[]=1',
    'search[$ne]=1',
  ])('refuse %s, which cannot be read one way', async (query) => {
    expect(await list(`?${query}`)).toMatchObject({ status: 400, body: { code: 'parameter_repeated' } });
  });

  it('have a thousand bookings at most and stay in order', async () => {
    const all = (await list('?limit=1000')).body.data as { created_at: string; id: string }[];
    const sorted = [...all].sort((a, b) =>
      a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1,
    );
    expect(all.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
  });
});
