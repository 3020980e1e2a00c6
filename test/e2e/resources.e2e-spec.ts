import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { Resource } from '../../src/resources/resource.entity.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration } = await openShop();
afterAll(() => server.close());

const app = (path: string, options: RequestOptions = {}): Promise<Answer> =>
  server.request(path, {
    basic: tenant.secret,
    headers: { 'X-Request-Id': 'resources-e2e' },
    ...options,
  });
const create = (body: unknown) => app('/v2/resources', { method: 'POST', body });
const change = (id: string, body: unknown) => app(`/v2/resources/${id}`, { method: 'PUT', body });
const remove = (id: string) => app(`/v2/resources/${id}`, { method: 'DELETE' });
const rowOf = (id: string): Promise<Resource | null> =>
  server.database.read(({ manager }) => manager.findOneBy(Resource, { id }));
const countRows = (): Promise<number> => server.database.read(({ manager }) => manager.count(Resource));
const errorsOf = ({ body }: Answer): string[] => Object.keys(body.errors as object);

const ann = {
  name: 'Ann Andersen',
  timezone: 'Europe/Copenhagen',
  email: 'ann@shop.example',
  first_name: 'Ann',
  last_name: 'Andersen',
  description: 'Cuts hair.',
  image: 'https://shop.example/ann.png',
  tags: ['barber', 'beard'],
  meta: { staff_number: 7, nested: { list: [1, 'two', null] } },
  availability_constraints: [
    { allow_day_and_time: { day: 'Monday', start: 9, end: '17:30' } },
    { block_period: { start: '2030-12-24', end: '2030-12-26' } },
  ],
  policies: { buffer_before: '10 minutes', max_per_day: 8 },
};

/** What callers who may only book never see of a resource. */
const merchantsOwn = ['email', 'meta', 'policies', 'created_at', 'updated_at'];

describe('a resource', () => {
  test('is answered as it was sent, and the same when it is read', async () => {
    const { status, body } = await create(ann);
    expect(status).toBe(201);
    expect(body).toEqual({
      data: {
        ...ann,
        id: expect.any(String),
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    });
    const read = await app(`/v2/resources/${body.data.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(body);
    expect(await rowOf(body.data.id)).toMatchObject({ tenantId: tenant.id, removedAt: null, meta: ann.meta });
  });

  test('needs a name and a time zone and nothing else', async () => {
    const { status, body } = await create({ name: 'Chair', timezone: 'europe/copenhagen' });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      name: 'Chair',
      timezone: 'Europe/Copenhagen',
      email: null,
      first_name: null,
      last_name: null,
      description: null,
      image: null,
      tags: [],
      meta: {},
      availability_constraints: [],
      policies: {},
    });
  });

  test('has members that nobody reads named in warnings, and keeps none of them', async () => {
    const { status, body } = await create({ ...ann, colour: 'red', id: 'mine' });
    expect(status).toBe(201);
    expect(body.warnings).toEqual(['colour', 'id']);
    expect(body.data).not.toHaveProperty('colour');
  });

  test('shows times in the zone that is asked for', async () => {
    const { body } = await app('/v2/resources?timezone=Asia/Kathmandu', { method: 'POST', body: ann });
    expect(body.data.created_at).toMatch(/\+05:45$/);
  });

  test('is made once for one idempotency key', async () => {
    const before = await countRows();
    const headers = { 'Idempotency-Key': newId() };
    const answers = [];
    for (const body of [ann, ann, { ...ann, name: 'Other' }])
      answers.push(await app('/v2/resources', { method: 'POST', body, headers }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 409]);
    expect(answers[1]!.text).toBe(answers[0]!.text);
    expect(await countRows()).toBe(before + 1);
  });
});

describe('what is refused, by field, with nothing written', () => {
  const refused: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['no name', { name: undefined }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a name of 256 characters', { name: 'a'.repeat(256) }, 'name'],
    ['a name with NUL', { name: 'A\u0000nn' }, 'name'],
    ['a name with half a character', { name: 'A\ud800' }, 'name'],
    ['a name that is a number', { name: 7 }, 'name'],
    ['a name that is null', { name: null }, 'name'],
    ['no time zone', { timezone: undefined }, 'timezone'],
    ['an unknown time zone', { timezone: 'Mars/Olympus' }, 'timezone'],
    ['an offset as a time zone', { timezone: '+02:00' }, 'timezone'],
    ['an address without a domain', { email: 'ann' }, 'email'],
    ['an image that is a script', { image: 'javascript:alert(1)' }, 'image'],
    ['tags that are no list', { tags: 'barber' }, 'tags'],
    ['a tag that is no text', { tags: ['barber', 7] }, 'tags.1'],
    ['101 tags', { tags: Array.from({ length: 101 }, (_, n) => `t${n}`) }, 'tags'],
    ['meta that is a list', { meta: [] }, 'meta'],
    ['meta with NUL', { meta: { a: 'b\u0000' } }, 'meta'],
    ['meta that is too large', { meta: { a: 'x'.repeat(8_001) } }, 'meta'],
    [
      'a constraint that nobody knows',
      { availability_constraints: [{ allow_moon: {} }] },
      'availability_constraints.0.allow_moon',
    ],
    [
      'a constraint whose end is before its start',
      { availability_constraints: [{ allow_weekdays: {} }, { allow_hours: { start: 17, end: 9 } }] },
      'availability_constraints.1.allow_hours.end',
    ],
    [
      'a constraint of a day that is none',
      { availability_constraints: [{ allow_day: { day: 'Someday' } }] },
      'availability_constraints.0.allow_day.day',
    ],
    [
      'ten thousand constraints',
      { availability_constraints: Array.from({ length: 10_000 }, () => 0) },
      'availability_constraints',
    ],
    [
      'a buffer that is no length of time',
      { policies: { buffer_after: 'a while' } },
      'policies.buffer_after',
    ],
    ['a policy that nobody knows', { policies: { maximum: 1 } }, 'policies.maximum'],
  ];
  test.each(refused)('%s', async (_, members, field) => {
    const before = await countRows();
    const answer = await create({ ...ann, ...members });
    expect([answer.status, errorsOf(answer)]).toEqual([422, expect.arrayContaining([field])]);
    expect(await countRows()).toBe(before);
  });

  test('every wrong member at once', async () => {
    const answer = await create({ timezone: 'Nowhere/Land', email: 'x' });
    expect(answer.status).toBe(422);
    expect(errorsOf(answer).sort()).toEqual(['email', 'name', 'timezone']);
  });

  test('a body that is a list, text or too large', async () => {
    expect((await create([ann])).status).toBe(422);
    expect((await create('"Ann"')).status).toBe(422);
    expect((await create({ ...ann, description: 'x'.repeat(70_000) })).status).toBe(413);
  });

  test('the same on a change, and the row stays as it was', async () => {
    const { id } = await buildResource(server, tenant, { name: 'Steady' });
    for (const [, members, field] of refused.filter(([, sent]) => Object.values(sent)[0] !== undefined)) {
      const answer = await change(id, members);
      expect([field, answer.status, errorsOf(answer)]).toEqual([field, 422, expect.arrayContaining([field])]);
    }
    expect(await rowOf(id)).toMatchObject({ name: 'Steady', tags: [], meta: {}, email: null });
  });
});

describe('changing a resource', () => {
  test('changes the members named and leaves the others', async () => {
    const { body: made } = await create(ann);
    const { status, body } = await change(made.data.id, { name: 'Anna', meta: { only: 'this' } });
    expect(status).toBe(200);
    expect(body.data).toEqual({
      ...made.data,
      name: 'Anna',
      meta: { only: 'this' },
      updated_at: body.data.updated_at,
    });
    expect((await app(`/v2/resources/${made.data.id}`)).body).toEqual(body);
  });

  test('empties members that are null', async () => {
    const { body: made } = await create(ann);
    const nulls = Object.fromEntries(
      Object.keys(ann)
        .filter((name) => !['name', 'timezone'].includes(name))
        .map((name) => [name, null]),
    );
    const { body } = await change(made.data.id, nulls);
    expect(body.data).toMatchObject({
      name: ann.name,
      email: null,
      image: null,
      tags: [],
      meta: {},
      availability_constraints: [],
      policies: {},
    });
  });

  test('takes its own answer back, naming what is not for the client to change', async () => {
    const { body: made } = await create(ann);
    const { status, body } = await change(made.data.id, made.data);
    expect(status).toBe(200);
    expect(body.warnings).toEqual(['id', 'created_at', 'updated_at']);
    expect({ ...body.data, updated_at: null }).toEqual({ ...made.data, updated_at: null });
  });

  test('with an empty body changes nothing', async () => {
    const { body: made } = await create(ann);
    const { status, body } = await change(made.data.id, {});
    expect(status).toBe(200);
    expect({ ...body.data, updated_at: null }).toEqual({ ...made.data, updated_at: null });
  });

  test('two at once both stand where they name different members', async () => {
    const { id } = await buildResource(server, tenant);
    const answers = await Promise.all([
      change(id, { description: 'one' }),
      change(id, { image: 'https://shop.example/two.png' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await rowOf(id)).toMatchObject({ description: 'one', image: 'https://shop.example/two.png' });
  });
});

describe('removing a resource', () => {
  test('makes it missing for everyone, on every road, while its row stays for its bookings', async () => {
    const { body: made } = await create({ ...ann, name: 'Leaver', email: 'leaver@shop.example' });
    const id = made.data.id as string;
    const gone = await remove(id);
    expect([gone.status, gone.text]).toEqual([204, '']);
    const missing = await app(`/v2/resources/${newId()}`);
    for (const answer of [
      await app(`/v2/resources/${id}`),
      await change(id, { name: 'Back' }),
      await remove(id),
      await app('/v2/resources/timezone/leaver@shop.example'),
    ]) {
      expect([answer.status, answer.text]).toEqual([404, missing.text]);
    }
    expect((await app('/v2/resources?search=name:Leaver')).body.data).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ name: 'Leaver', removedAt: expect.any(Number) });
  });

  test('accepts the body that the SDK sends along', async () => {
    const { id } = await buildResource(server, tenant);
    const answer = await app(`/v2/resources/${id}`, { method: 'DELETE', body: { id } });
    expect(answer.status).toBe(204);
  });
});

describe('the list', () => {
  let shop: BuiltTenant;
  const list = (query: string) => app(`/v2/resources${query}`, { basic: shop.secret });
  const namesIn = ({ body }: Answer) => (body.data as { name: string }[]).map(({ name }) => name);

  beforeAll(async () => {
    shop = await buildTenant(server);
    for (const [index, name] of ['Cleo', 'Ann', 'Ben', 'ann', 'Dan'].entries())
      await buildResource(server, shop, { name, email: `${name}@x.example`, createdAt: 1000 + index });
    await buildResource(server, tenant, { name: 'Ann', email: 'Ann@x.example' });
  });

  test('begins with the oldest and holds no other tenant’s', async () => {
    const answer = await list('');
    expect(answer.status).toBe(200);
    expect(namesIn(answer)).toEqual(['Cleo', 'Ann', 'Ben', 'ann', 'Dan']);
    expect(answer.body).toMatchObject({
      total: 5,
      per_page: 50,
      current_page: 1,
      last_page: 1,
      from: 1,
      to: 5,
    });
  });

  test('is ordered by name or creation, either way', async () => {
    expect(namesIn(await list('?orderBy=name'))).toEqual(['Ann', 'Ben', 'Cleo', 'Dan', 'ann']);
    expect(namesIn(await list('?orderBy=name&sortedBy=desc'))).toEqual(['ann', 'Dan', 'Cleo', 'Ben', 'Ann']);
    expect(namesIn(await list('?orderBy=created_at&sortedBy=desc&limit=2'))).toEqual(['Dan', 'ann']);
  });

  test.each(['orderBy=name&', 'orderBy=name&sortedBy=desc&', ''])(
    'is walked whole by cursor (%s)',
    async (order) => {
      const all = namesIn(await list(`?${order}`));
      const walked: string[] = [];
      let cursor = '';
      do {
        const answer = await list(`?${order}limit=2${cursor}`);
        walked.push(...namesIn(answer));
        cursor = answer.body.next_cursor === null ? '' : `&cursor=${answer.body.next_cursor}`;
      } while (cursor !== '');
      expect(walked).toEqual(all);
    },
  );

  test('is searched by name and e-mail, exactly', async () => {
    expect(namesIn(await list('?search=name:Ann'))).toEqual(['Ann']);
    expect(namesIn(await list('?search=email:Ben@x.example'))).toEqual(['Ben']);
    expect(namesIn(await list('?search=name:Ann%3Bemail:Ben@x.example'))).toEqual([]);
    expect(namesIn(await list('?search=name:A*'))).toEqual([]);
  });

  test.each([
    ['search=colour:red', 'search'],
    ['search=name', 'search'],
    ['search=name:a;name:b', 'search'],
    ['search=name:%00', 'search'],
    ['orderBy=email', 'orderBy'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['page=0', 'page'],
    ['cursor=nonsense', 'cursor'],
    ['timezone=Nowhere/Land', 'timezone'],
  ])('refuses %s', async (query, field) => {
    const answer = await list(`?${query}`);
    expect([answer.status, errorsOf(answer)]).toEqual([422, [field]]);
  });

  test('refuses a cursor of another order and of another tenant', async () => {
    const { body } = await list('?limit=1');
    const cursor = body.next_cursor as string;
    expect((await list(`?orderBy=name&cursor=${cursor}`)).status).toBe(422);
    expect((await app(`/v2/resources?cursor=${cursor}`)).status).toBe(422);
  });

  test('answers a page far beyond the end with nothing', async () => {
    const answer = await list('?page=1000000');
    expect([answer.status, answer.body.data, answer.body.total]).toEqual([200, [], 5]);
  });
});

describe('callers who may only book', () => {
  const callers = () => [
    ['widget', { basic: tenant.widgetSecret }] as const,
    ['user', { bearer: configuration.token({ id: 'reader' }) }] as const,
  ];

  test('see the hours of a resource, and nothing that is the merchant’s', async () => {
    const { body: made } = await create(ann);
    for (const [name, credential] of callers()) {
      const { status, body } = await server.request(`/v2/resources/${made.data.id}`, credential);
      expect([name, status]).toEqual([name, 200]);
      expect(body.data).toMatchObject({
        id: made.data.id,
        name: ann.name,
        availability_constraints: ann.availability_constraints,
      });
      for (const member of merchantsOwn)
        expect([name, body.data]).toEqual([
          name,
          expect.not.objectContaining({ [member]: expect.anything() }),
        ]);
      const list = await server.request('/v2/resources?limit=1000', credential);
      expect(list.status).toBe(200);
      expect(list.text).not.toContain('shop.example"');
      expect(list.text).not.toContain('staff_number');
    }
  });

  test('may not find out whose an address is', async () => {
    for (const [, credential] of callers()) {
      const search = await server.request('/v2/resources?search=email:ann@shop.example', credential);
      expect(search.status).toBe(422);
      const zone = await server.request('/v2/resources/timezone/ann@shop.example', credential);
      expect(zone.status).toBe(403);
    }
  });

  test('may not write', async () => {
    const { id } = await buildResource(server, tenant, { name: 'Untouched' });
    const before = await countRows();
    for (const [, credential] of callers()) {
      for (const [path, method] of [
        ['/v2/resources', 'POST'],
        [`/v2/resources/${id}`, 'PUT'],
        [`/v2/resources/${id}`, 'DELETE'],
      ] as const) {
        const answer = await server.request(path, { ...credential, method, body: ann });
        expect([method, answer.status, answer.body.code]).toEqual([method, 403, 'forbidden']);
      }
    }
    expect(await countRows()).toBe(before);
    expect(await rowOf(id)).toMatchObject({ name: 'Untouched', removedAt: null });
  });

  test('strangers see nothing at all', async () => {
    expect((await server.request('/v2/resources')).status).toBe(401);
    expect((await server.request('/v2/resources', { method: 'POST', body: ann })).status).toBe(401);
  });
});

describe('another tenant’s resource', () => {
  test('answers in the same bytes as one that does not exist, and stays as it is', async () => {
    const theirs = await buildResource(server, other, { name: 'Theirs', email: 'theirs@x.example' });
    const absent = newId();
    for (const [method, body] of [
      ['GET', undefined],
      ['PUT', { name: 'Mine' }],
      ['DELETE', undefined],
    ] as const) {
      const answers = [];
      for (const id of [theirs.id, absent, 'no-id', theirs.id.toUpperCase()])
        answers.push(await app(`/v2/resources/${id}`, { method, ...(body && { body }) }));
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]!.body.model).toBe('Resource');
    }
    const zone = await app('/v2/resources/timezone/theirs@x.example');
    expect([zone.status, zone.text]).toEqual([
      404,
      (await app('/v2/resources/timezone/nobody@x.example')).text,
    ]);
    expect(await rowOf(theirs.id)).toMatchObject({ name: 'Theirs', removedAt: null });
  });
});

describe('the time zone of an address', () => {
  test('is the oldest resource’s, with the hours it is ahead of UTC now', async () => {
    await buildResource(server, tenant, {
      email: 'zoned@x.example',
      timezone: 'Asia/Kathmandu',
      createdAt: 1,
    });
    await buildResource(server, tenant, { email: 'zoned@x.example', timezone: 'Asia/Tokyo', createdAt: 2 });
    const { status, body } = await app('/v2/resources/timezone/zoned%40x.example');
    expect([status, body]).toEqual([200, { data: { timezone: 'Asia/Kathmandu', utc_offset: 5.75 } }]);
    await buildResource(server, tenant, { email: 'west@x.example', timezone: 'Pacific/Honolulu' });
    expect((await app('/v2/resources/timezone/west@x.example')).body.data.utc_offset).toBe(-10);
  });
});
