import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { graphsToCreate } from '../../src/bookings/graphs/graphs.js';
import { newId } from '../../src/common/ids.js';
import { bookingGraphs } from '../../src/projects/graph-names.js';
import { ProjectResource } from '../../src/projects/project-resource.entity.js';
import { Project } from '../../src/projects/project.entity.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { openShop } from '../builders/shop.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, configuration } = await openShop();
afterAll(() => server.close());
const ann = await buildResource(server, tenant, {
  name: 'Ann',
  email: 'ann@shop.example',
  meta: { wage: 'high' },
});
const ben = await buildResource(server, tenant, { name: 'Ben' });
const theirs = await buildResource(server, other, { name: 'Theirs' });

const app = (path: string, options: RequestOptions = {}): Promise<Answer> =>
  server.request(path, { basic: tenant.secret, headers: { 'X-Request-Id': 'projects-e2e' }, ...options });
const create = (body: unknown) => app('/v2/projects', { method: 'POST', body });
const change = (id: string, body: unknown) => app(`/v2/projects/${id}`, { method: 'PUT', body });
const made = async (members: Record<string, unknown> = {}) => {
  const answer = await create({ name: `Haircut ${newId()}`, ...members });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.data as { id: string; slug: string; resources: string[] };
};
const rowOf = (id: string): Promise<Project | null> =>
  server.database.read(({ manager }) => manager.findOneBy(Project, { id }));
const countRows = (): Promise<number> => server.database.read(({ manager }) => manager.count(Project));
const membersOf = async (projectId: string): Promise<string[]> => {
  const found = await server.database.read(({ manager }) =>
    manager.find(ProjectResource, { where: { projectId }, order: { position: 'ASC' } }),
  );
  return found.map(({ resourceId }) => resourceId);
};
const errorsOf = ({ body }: Answer): string[] => Object.keys(body.errors as object);
const idsIn = ({ body }: Answer): string[] => (body.data as { id: string }[]).map(({ id }) => id);

const whole = () => ({
  name: 'Haircut',
  slug: `haircut-${newId().slice(-12)}`,
  description: 'Half an hour.',
  resources: [ben.id, ann.id],
  availability: {
    mode: 'roundrobin_prioritized',
    from: 'tomorrow',
    to: '3 days 2 weeks',
    length: '30 minutes',
    buffer: '10 minutes',
    timeslot_increments: '15 minutes',
    round_to_nearest_hour: true,
    output_timezone: 'Europe/Copenhagen',
    constraints: [{ block_weekends: {} }],
  },
  booking: {
    graph: 'confirm_decline',
    what: 'Haircut',
    where: 'Main Street 1',
    description: 'With wash.',
    settings: { allow_double_bookings: true },
    group_booking: { max_seats: 4 },
    meta: { cost_centre: 12 },
    house_rule: ['free', { form: null }],
  },
  availability_constraints: [{ allow_hours: { start: 9, end: 17 } }],
  policies: { min_booking_notice: '2 hours' },
  customer_fields: { phone: { title: 'Phone', required: false } },
  ui: { display_name: 'Acme' },
  meta: { campaign: 'spring' },
});

const merchantsOwn = ['meta', 'policies', 'created_at', 'updated_at'];

describe('a project', () => {
  test('is answered as it was sent, and the same when it is read', async () => {
    const sent = whole();
    const { status, body } = await create(sent);
    expect(status).toBe(201);
    expect(body).toEqual({
      data: {
        ...sent,
        id: expect.any(String),
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    });
    const read = await app(`/v2/projects/${body.data.id}`);
    expect([read.status, read.body]).toEqual([200, body]);
    expect(await membersOf(body.data.id)).toEqual([ben.id, ann.id]);
  });

  test('needs a name and nothing else', async () => {
    const { status, body } = await create({ name: 'Beard trim' });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      slug: 'beard-trim',
      description: null,
      resources: [],
      availability: {},
      booking: {},
      availability_constraints: [],
      customer_fields: {},
      ui: {},
      policies: {},
      meta: {},
    });
  });

  test('has its resources whole where they are included', async () => {
    const { id } = await made({ resources: [ben.id, ann.id] });
    const { body } = await app(`/v2/projects/${id}?include=nonsense,resources`);
    expect(body.data.resources).toMatchObject([
      { id: ben.id, name: 'Ben' },
      { id: ann.id, name: 'Ann', email: 'ann@shop.example', meta: { wage: 'high' } },
    ]);
    const list = await app(`/v2/projects?include=resources&limit=1000`);
    const listed = (list.body.data as { id: string; resources: { name: string }[] }[]).find(
      (one) => one.id === id,
    );
    expect(listed!.resources.map(({ name }) => name)).toEqual(['Ben', 'Ann']);
  });

  test('takes its own answer back, with its resources as ids or whole', async () => {
    const { body } = await create(whole());
    const { id } = body.data;
    for (const query of ['', '?include=resources']) {
      const read = await app(`/v2/projects/${id}${query}`);
      const put = await change(id, read.body.data);
      expect([put.status, put.text]).toEqual([200, put.text]);
      expect(put.body.warnings).toEqual(['id', 'created_at', 'updated_at']);
      expect({ ...put.body.data, updated_at: null }).toEqual({ ...body.data, updated_at: null });
    }
  });

  test('names members that nobody reads in warnings and keeps none of them', async () => {
    const { body } = await create({
      name: 'Warned',
      colour: 'red',
      availability: { length: '1 hour', future: '2 days' },
    });
    expect(body.warnings).toEqual(['colour', 'availability.future']);
    expect(body.data.availability).toEqual({ length: '1 hour' });
    expect(body.data).not.toHaveProperty('colour');
  });

  test('keeps no name that means something to the objects of JavaScript', async () => {
    const { status, body } = await create(
      '{"name":"Proto","ui":{"constructor":{"x":1},"a":1},"booking":{"prototype":1},"meta":{"constructor":2}}',
    );
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ ui: { a: 1 }, booking: {}, meta: {} });
    expect(Object.keys(body.data.ui)).toEqual(['a']);
  });
});

describe('the graph of its bookings', () => {
  test('is any in which bookings are created, and no other', async () => {
    expect([...bookingGraphs].sort()).toEqual([...graphsToCreate].sort());
    for (const graph of bookingGraphs) await made({ booking: { graph } });
    const hold = await create({ name: 'Hold', booking: { graph: 'reservation' } });
    expect([hold.status, errorsOf(hold)]).toEqual([422, ['booking.graph']]);
  });
});

describe('the slug', () => {
  test('is made from the name, and another while it is taken', async () => {
    const slugs = [];
    for (let n = 0; n < 3; n += 1) slugs.push((await made({ name: 'Größe & Straße, été 50%' })).slug);
    expect(slugs).toEqual(['grosse-strasse-ete-50', 'grosse-strasse-ete-50-2', 'grosse-strasse-ete-50-3']);
    expect((await made({ name: '理发' })).slug).toMatch(/^project/);
    expect((await made({ name: 'x'.repeat(255) })).slug).toBe('x'.repeat(64));
    expect((await made({ name: 'x'.repeat(255) })).slug).toBe(`${'x'.repeat(62)}-2`);
  });

  test('twenty creates of one name at once make twenty slugs', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => made({ name: 'Crowd' })));
    expect(new Set(all.map(({ slug }) => slug)).size).toBe(20);
  });

  test('that is taken is refused, on create and change, and only one of two rivals gets it', async () => {
    const first = await made({ slug: 'taken' });
    const second = await made();
    for (const answer of [
      await create({ name: 'x', slug: 'taken' }),
      await change(second.id, { slug: 'taken' }),
    ]) {
      expect([answer.status, errorsOf(answer)]).toEqual([422, ['slug']]);
    }
    expect((await change(first.id, { slug: 'taken' })).status).toBe(200);
    const rivals = await Promise.all([1, 2, 3, 4].map(() => create({ name: 'x', slug: 'rivals' })));
    expect(rivals.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
  });

  test('is free for another tenant, and free again after a removal', async () => {
    const { id } = await made({ slug: 'shared' });
    const theirsToo = await app('/v2/projects', {
      method: 'POST',
      body: { name: 'x', slug: 'shared' },
      basic: other.secret,
    });
    expect(theirsToo.status).toBe(201);
    expect((await app(`/v2/projects/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await made({ slug: 'shared' })).slug).toBe('shared');
  });
});

describe('what is refused, by field, with nothing written', () => {
  const refused: readonly (readonly [string, () => Record<string, unknown>, string])[] = [
    ['no name', () => ({ name: undefined }), 'name'],
    ['a name with NUL', () => ({ name: 'a\u0000' }), 'name'],
    ['a slug with a space', () => ({ slug: 'a b' }), 'slug'],
    ['a slug in upper case', () => ({ slug: 'Haircut' }), 'slug'],
    ['a slug of 65 characters', () => ({ slug: 'a'.repeat(65) }), 'slug'],
    ['a resource that does not exist', () => ({ resources: [ann.id, newId()] }), 'resources.1'],
    ['a resource of another tenant', () => ({ resources: [theirs.id] }), 'resources.0'],
    ['a resource that is no id', () => ({ resources: [ann.id, ben.id, 'x'] }), 'resources.2'],
    ['a resource twice', () => ({ resources: [ann.id, ann.id] }), 'resources.1'],
    ['a resource that is a number', () => ({ resources: [7] }), 'resources.0'],
    ['resources that are no list', () => ({ resources: ann.id }), 'resources'],
    ['501 resources', () => ({ resources: Array.from({ length: 501 }, (_, n) => `r${n}`) }), 'resources'],
    ['an unknown mode', () => ({ availability: { mode: 'anything' } }), 'availability.mode'],
    ['a length without a unit', () => ({ availability: { length: '30' } }), 'availability.length'],
    ['a length of nothing', () => ({ availability: { length: '0 minutes' } }), 'availability.length'],
    ['a length that is a number', () => ({ availability: { length: 30 } }), 'availability.length'],
    ['a negative buffer', () => ({ availability: { buffer: '-5 minutes' } }), 'availability.buffer'],
    ['a time without offset', () => ({ availability: { from: '2030-01-01T00:00:00' } }), 'availability.from'],
    ['an end that is no time', () => ({ availability: { to: 'next year' } }), 'availability.to'],
    [
      'a zone that nobody knows',
      () => ({ availability: { output_timezone: 'Nowhere/Land' } }),
      'availability.output_timezone',
    ],
    [
      'a constraint of a day that is none',
      () => ({ availability: { constraints: [{ allow_day: { day: 'Someday' } }] } }),
      'availability.constraints.0.allow_day.day',
    ],
    ['an unknown graph', () => ({ booking: { graph: 'circle' } }), 'booking.graph'],
    ['a what that is no text', () => ({ booking: { what: 7 } }), 'booking.what'],
    [
      'no seats in a group',
      () => ({ booking: { group_booking: { max_seats: 0 } } }),
      'booking.group_booking.max_seats',
    ],
    ['settings that are a list', () => ({ booking: { settings: [] } }), 'booking.settings'],
    ['a booking that is too large', () => ({ booking: { note: 'x'.repeat(8_001) } }), 'booking'],
    ['a booking with NUL', () => ({ booking: { note: '\u0000' } }), 'booking'],
    [
      'hours that go backwards',
      () => ({ availability_constraints: [{ block_hours: { start: 9, end: 9 } }] }),
      'availability_constraints.0.block_hours.end',
    ],
    ['a policy that nobody knows', () => ({ policies: { never: true } }), 'policies.never'],
    ['fields that are no objects', () => ({ customer_fields: { name: true } }), 'customer_fields.name'],
    ['ui that is text', () => ({ ui: 'blue' }), 'ui'],
    ['ui that is too large', () => ({ ui: { css: 'x'.repeat(8_001) } }), 'ui'],
    ['meta with half a character', () => ({ meta: { a: '\udc00' } }), 'meta'],
  ];

  test.each(refused)('%s', async (_, members, field) => {
    const before = await countRows();
    const answer = await create({ ...whole(), ...members() });
    expect([answer.status, errorsOf(answer)]).toEqual([422, [field]]);
    expect(await countRows()).toBe(before);
  });

  test('the same on a change, and project and resources stay as they were', async () => {
    const { id } = await made({ name: 'Steady', resources: [ann.id] });
    const before = await rowOf(id);
    for (const [, members, field] of refused.slice(1)) {
      const answer = await change(id, { description: 'changed', ...members() });
      expect([field, answer.status, errorsOf(answer)]).toEqual([field, 422, [field]]);
    }
    expect(await rowOf(id)).toEqual(before);
    expect(await membersOf(id)).toEqual([ann.id]);
  });
});

describe('changing and removing', () => {
  test('a change touches the members named and leaves the others', async () => {
    const { body } = await create(whole());
    const put = await change(body.data.id, { ui: { avatar: 'x' }, description: null });
    expect(put.body.data).toEqual({
      ...body.data,
      ui: { avatar: 'x' },
      description: null,
      updated_at: put.body.data.updated_at,
    });
    const set = await change(body.data.id, { resources: [ann.id] });
    expect(set.body.data.resources).toEqual([ann.id]);
    const emptied = await change(body.data.id, {
      resources: null,
      availability: null,
      booking: null,
      policies: null,
      slug: null,
    });
    expect(emptied.body.data).toMatchObject({
      resources: [],
      availability: {},
      booking: {},
      policies: {},
      slug: body.data.slug,
    });
  });

  test('a removed project is missing on every road', async () => {
    const { id, slug } = await made({ resources: [ann.id] });
    const gone = await app(`/v2/projects/${id}`, { method: 'DELETE', body: { id } });
    expect([gone.status, gone.text]).toEqual([204, '']);
    const missing = await app(`/v2/projects/${newId()}`);
    for (const answer of [
      await app(`/v2/projects/${id}`),
      await change(id, { name: 'Back' }),
      await app(`/v2/projects/${id}`, { method: 'DELETE' }),
      await app(`/v2/projects/${id}/resources`),
      await app(`/v2/projects/${id}/resources`, { method: 'POST', body: { resource_id: ann.id } }),
      await app(`/v2/projects/embed/${id}`),
      await app(`/v2/projects/hosted/${slug}`),
    ]) {
      expect([answer.status, answer.text]).toEqual([404, missing.text]);
    }
    expect((await app(`/v2/projects?search=slug:${slug}`)).body.data).toEqual([]);
    expect(await rowOf(id)).toMatchObject({ removedAt: expect.any(Number) });
  });

  test('a removed resource leaves every project, and no project takes it again', async () => {
    const leaver = await buildResource(server, tenant);
    const one = await made({ resources: [leaver.id, ann.id] });
    const two = await made({ resources: [ben.id, leaver.id] });
    expect((await app(`/v2/resources/${leaver.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await app(`/v2/projects/${one.id}`)).body.data.resources).toEqual([ann.id]);
    expect((await app(`/v2/projects/${two.id}?include=resources`)).body.data.resources).toMatchObject([
      { id: ben.id },
    ]);
    const again = await app(`/v2/projects/${one.id}/resources`, {
      method: 'POST',
      body: { resource_id: leaver.id },
    });
    expect([again.status, errorsOf(again)]).toEqual([422, ['resource_id']]);
  });

  test('a resource that is removed while it is added ends up in no project', async () => {
    const leaver = await buildResource(server, tenant);
    const { id } = await made();
    await Promise.all([
      app(`/v2/projects/${id}/resources`, { method: 'POST', body: { resource_id: leaver.id } }),
      app(`/v2/resources/${leaver.id}`, { method: 'DELETE' }),
    ]);
    expect(await membersOf(id)).toEqual([]);
  });
});

describe('the resources of a project', () => {
  const resources = (id: string, options: RequestOptions = {}) =>
    app(`/v2/projects/${id}/resources`, options);

  test('are listed whole in the order of priority', async () => {
    const { id } = await made({ resources: [ben.id, ann.id] });
    const { status, body } = await resources(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [
        { id: ben.id, name: 'Ben' },
        { id: ann.id, email: 'ann@shop.example' },
      ],
      total: 2,
      per_page: 50,
      next_cursor: null,
    });
  });

  test('are paged by page and by cursor, either way', async () => {
    const many = [];
    for (let n = 0; n < 5; n += 1) many.push((await buildResource(server, tenant)).id);
    const { id } = await made({ resources: many });
    expect(idsIn(await resources(id))).toEqual(many);
    expect(idsIn(await app(`/v2/projects/${id}/resources?limit=2&page=2`))).toEqual(many.slice(2, 4));
    for (const order of ['asc', 'desc']) {
      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const answer: Answer = await app(
          `/v2/projects/${id}/resources?orderBy=position&sortedBy=${order}&limit=2${cursor && `&cursor=${cursor}`}`,
        );
        walked.push(...idsIn(answer));
        cursor = answer.body.next_cursor as string | null;
      }
      expect(walked).toEqual(order === 'asc' ? many : [...many].reverse());
    }
  });

  test('get another one at the end, once', async () => {
    const { id } = await made({ resources: [ben.id] });
    for (let n = 0; n < 2; n += 1) {
      const answer = await resources(id, { method: 'POST', body: { resource_id: ann.id } });
      expect([answer.status, idsIn(answer)]).toEqual([201, [ben.id, ann.id]]);
    }
    const odd = await resources(id, { method: 'POST', body: { resource_id: ann.id, rank: 1 } });
    expect(odd.body.warnings).toEqual(['rank']);
    expect(await membersOf(id)).toEqual([ben.id, ann.id]);
  });

  test('ten added at once are all there', async () => {
    const { id } = await made();
    const ids = await Promise.all(
      Array.from({ length: 10 }, async () => (await buildResource(server, tenant)).id),
    );
    const answers = await Promise.all(
      ids.map((resource_id) => resources(id, { method: 'POST', body: { resource_id } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 201));
    expect((await membersOf(id)).sort()).toEqual([...ids].sort());
  });

  test('are replaced by a bare list of ids, or of objects that hold one', async () => {
    const { id } = await made({ resources: [ben.id] });
    const put = await resources(id, { method: 'PUT', body: [ann.id, ben.id] });
    expect([put.status, idsIn(put)]).toEqual([200, [ann.id, ben.id]]);
    const objects = await resources(id, { method: 'PUT', body: [{ resource_id: ben.id }, { id: ann.id }] });
    expect(idsIn(objects)).toEqual([ben.id, ann.id]);
    const none = await resources(id, { method: 'PUT', body: [] });
    expect([none.status, idsIn(none)]).toEqual([200, []]);
  });

  test('are taken off one by one; the resource itself stays', async () => {
    const { id } = await made({ resources: [ben.id, ann.id] });
    const off = await app(`/v2/projects/${id}/resources/${ben.id}`, { method: 'DELETE' });
    expect([off.status, off.text]).toEqual([204, '']);
    expect((await app(`/v2/projects/${id}`)).body.data.resources).toEqual([ann.id]);
    expect((await app(`/v2/resources/${ben.id}`)).status).toBe(200);
    for (const absent of [ben.id, theirs.id, newId(), 'x']) {
      const answer = await app(`/v2/projects/${id}/resources/${absent}`, { method: 'DELETE' });
      expect([answer.status, answer.body.model]).toEqual([404, 'Resource']);
    }
  });

  test('refuse what names no resource, and stay as they were', async () => {
    const { id } = await made({ resources: [ben.id] });
    for (const [method, body, field] of [
      ['POST', {}, 'resource_id'],
      ['POST', { resource_id: newId() }, 'resource_id'],
      ['POST', { resource_id: theirs.id }, 'resource_id'],
      ['POST', { resource_id: [ann.id] }, 'resource_id'],
      ['PUT', [ann.id, theirs.id], 'resources.1'],
      ['PUT', [ann.id, ann.id], 'resources.1'],
      ['PUT', { resources: [ann.id] }, 'body'],
      ['PUT', [7], '0'],
    ] as const) {
      const answer = await resources(id, { method, body });
      expect([method, body, answer.status, errorsOf(answer)]).toEqual([method, body, 422, [field]]);
    }
    expect(await membersOf(id)).toEqual([ben.id]);
  });
});

describe('the list', () => {
  let shop: BuiltTenant;
  const list = (query = '') => app(`/v2/projects${query}`, { basic: shop.secret });
  const slugsIn = ({ body }: Answer) => (body.data as { slug: string }[]).map(({ slug }) => slug);

  beforeAll(async () => {
    shop = await buildTenant(server);
    for (const [index, name] of ['Colour', 'Beard', 'Cut', 'Beard'].entries())
      await buildProject(server, shop, { name, slug: `p${index}`, createdAt: 1000 + index });
    await buildProject(server, tenant, { slug: 'p1', name: 'Beard' });
  });

  test('begins with the oldest, is ordered and searched, and holds no other tenant’s', async () => {
    expect(slugsIn(await list())).toEqual(['p0', 'p1', 'p2', 'p3']);
    expect(slugsIn(await list('?orderBy=slug&sortedBy=desc'))).toEqual(['p3', 'p2', 'p1', 'p0']);
    expect(slugsIn(await list('?orderBy=name'))[0]).toMatch(/^p[13]$/);
    expect(slugsIn(await list('?search=slug:p1'))).toEqual(['p1']);
    expect(slugsIn(await list('?search=name:Beard'))).toEqual(['p1', 'p3']);
    expect(slugsIn(await list('?search=name:Beard;slug:p3'))).toEqual(['p3']);
  });

  test.each(['', 'orderBy=name&', 'orderBy=slug&sortedBy=desc&'])(
    'is walked whole by cursor (%s)',
    async (order) => {
      const all = slugsIn(await list(`?${order}`));
      const walked: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const answer: Answer = await list(`?${order}limit=1${cursor && `&cursor=${cursor}`}`);
        walked.push(...slugsIn(answer));
        cursor = answer.body.next_cursor as string | null;
      }
      expect(walked).toEqual(all);
    },
  );

  test.each(['locations.uuid:x', 'services.uuid:x', 'meta.a:b', 'name', 'slug:a;slug:b'])(
    'refuses to search %s',
    async (search) => {
      const answer = await list(`?search=${search}`);
      expect([answer.status, errorsOf(answer)]).toEqual([422, ['search']]);
    },
  );
});

describe('callers who may only book', () => {
  const callers = () => [
    ['widget', { basic: tenant.widgetSecret }] as const,
    ['user', { bearer: configuration.token({ id: 'reader' }) }] as const,
  ];

  test('see what they may book, and nothing that is the merchant’s', async () => {
    const sent = whole();
    const { body: created } = await create(sent);
    const { id } = created.data;
    for (const [name, credential] of callers()) {
      for (const path of [
        `/v2/projects/${id}`,
        `/v2/projects/${id}?include=resources`,
        '/v2/projects?limit=1000&include=resources',
        `/v2/projects/${id}/resources`,
      ]) {
        const answer = await server.request(path, credential);
        expect([name, path, answer.status]).toEqual([name, path, 200]);
        for (const secret of [
          'cost_centre',
          'house_rule',
          'campaign',
          'wage',
          'ann@shop.example',
          'double_bookings',
        ])
          expect([name, path, answer.text.includes(secret)]).toEqual([name, path, false]);
      }
      const { body } = await server.request(`/v2/projects/${id}`, credential);
      expect(body.data).toEqual({
        id,
        ...Object.fromEntries(Object.entries(sent).filter(([member]) => !merchantsOwn.includes(member))),
        booking: {
          graph: 'confirm_decline',
          what: 'Haircut',
          where: 'Main Street 1',
          description: 'With wash.',
        },
      });
    }
  });

  test('may not write', async () => {
    const { id } = await made({ resources: [ann.id] });
    const before = await rowOf(id);
    for (const [, credential] of callers()) {
      for (const [path, method, body] of [
        ['/v2/projects', 'POST', { name: 'x' }],
        [`/v2/projects/${id}`, 'PUT', { name: 'x' }],
        [`/v2/projects/${id}`, 'DELETE', undefined],
        [`/v2/projects/${id}/resources`, 'POST', { resource_id: ben.id }],
        [`/v2/projects/${id}/resources`, 'PUT', []],
        [`/v2/projects/${id}/resources/${ann.id}`, 'DELETE', undefined],
      ] as const) {
        const answer = await server.request(path, { ...credential, method, ...(body && { body }) });
        expect([path, method, answer.status, answer.body.code]).toEqual([path, method, 403, 'forbidden']);
      }
    }
    expect(await rowOf(id)).toEqual(before);
    expect(await membersOf(id)).toEqual([ann.id]);
  });
});

describe('another tenant’s project', () => {
  test('answers in the same bytes as one that does not exist, and stays as it is', async () => {
    const foreign = await buildProject(server, other, { name: 'Theirs' }, [theirs]);
    for (const [ending, method, body] of [
      ['', 'GET', undefined],
      ['', 'PUT', { name: 'Mine', resources: [ann.id] }],
      ['', 'DELETE', undefined],
      ['/resources', 'GET', undefined],
      ['/resources', 'POST', { resource_id: ann.id }],
      ['/resources', 'PUT', [ann.id]],
      [`/resources/${theirs.id}`, 'DELETE', undefined],
    ] as const) {
      const answers = [];
      for (const id of [foreign.id, newId(), 'no-id'])
        answers.push(await app(`/v2/projects/${id}${ending}`, { method, ...(body && { body }) }));
      expect([ending, method, answers.map(({ status }) => status)]).toEqual([
        ending,
        method,
        [404, 404, 404],
      ]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(answers[0]!.body.model).toBe('Project');
    }
    const embed = await app(`/v2/projects/embed/${foreign.id}`);
    expect([embed.status, embed.text]).toEqual([404, (await app(`/v2/projects/embed/${newId()}`)).text]);
    expect(await rowOf(foreign.id)).toMatchObject({ name: 'Theirs', removedAt: null });
    expect(await membersOf(foreign.id)).toEqual([theirs.id]);
  });
});

/** Every value within, to find nulls and secrets wherever they stand. */
const valuesIn = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [value];

describe('the project of a page', () => {
  const embed = (id: string) => server.request(`/v2/projects/embed/${id}`, { basic: tenant.widgetSecret });

  test('has everything that the widget reads, filled in where the merchant said nothing', async () => {
    const { id, slug } = await made({ name: 'Bare', resources: [ben.id, ann.id] });
    const { status, body } = await embed(id);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      id,
      slug,
      name: 'Bare',
      app_key: tenant.widgetSecret,
      resources: [ben.id, ann.id],
      availability: {},
      booking: { graph: 'instant' },
      availability_constraints: [],
      customer_fields: {
        name: { title: 'Name', required: true, split_name: false },
        email: { title: 'E-mail', format: 'email', required: true },
      },
      ui: expect.objectContaining({
        avatar: '',
        display_name: '',
        show_timezone_helper: true,
        availability_view: 'agendaWeek',
        time_date_format: '12h-mdy-sun',
        localization: expect.objectContaining({
          success_message: expect.stringContaining('%s'),
          submit_button: 'Book it',
        }),
      }),
    });
  });

  test('has what the merchant said over the defaults, member by member, and no null', async () => {
    const { id } = await made({
      ui: {
        avatar: null,
        show_timezone_helper: false,
        localization: { submit_button: 'Bestil', other: null },
      },
      customer_fields: { name: { title: 'Navn', required: null }, comment: { title: 'Note' } },
      availability: { length: '30 minutes', buffer: null, from: null },
      booking: { graph: null, what: 'Klip', where: null },
    });
    const { body } = await embed(id);
    expect(body.data).toMatchObject({
      ui: {
        avatar: '',
        show_timezone_helper: false,
        localization: { submit_button: 'Bestil', allocated_resource_prefix: 'with' },
      },
      customer_fields: {
        name: { title: 'Navn', required: true },
        email: { required: true },
        comment: { title: 'Note' },
      },
      availability: { length: '30 minutes' },
    });
    expect(body.data.booking).toEqual({ graph: 'instant', what: 'Klip' });
    expect(valuesIn(body.data)).not.toContain(null);
  });

  test('keeps its defaults where the merchant wrote something of another kind', async () => {
    const { id } = await made({ ui: { localization: 'da' } });
    const { body } = await embed(id);
    expect(body.data.ui.localization.success_message).toContain('%s');
  });

  test('never holds meta, policies or what is the merchant’s of its bookings', async () => {
    const { body: created } = await create(whole());
    const { id, slug } = created.data;
    for (const path of [
      `/v2/projects/hosted/${slug}`,
      `/v2/accounts/${tenant.slug}/projects/hosted/${slug}`,
    ]) {
      const answer = await server.request(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text).toBe((await embed(id)).text);
      expect(Object.keys(answer.body.data.booking).sort()).toEqual(['description', 'graph', 'what', 'where']);
      for (const secret of [
        'cost_centre',
        'house_rule',
        'campaign',
        'notice',
        'double_bookings',
        tenant.secret,
      ])
        expect([path, secret, answer.text.includes(secret)]).toEqual([path, secret, false]);
    }
  });

  test('sends one list of constraints: its availability’s own, or else the project’s', async () => {
    const constraints = [{ block_weekends: {} }];
    const own = await made({ availability_constraints: constraints });
    expect((await embed(own.id)).body.data.availability_constraints).toEqual(constraints);
    const both = await made({
      availability_constraints: constraints,
      availability: { constraints: [{ allow_weekdays: {} }] },
    });
    const { data } = (await embed(both.id)).body;
    expect(data.availability.constraints).toEqual([{ allow_weekdays: {} }]);
    expect(data).not.toHaveProperty('availability_constraints');
  });

  test('is public by its slug alone: the oldest of that slug, or the named tenant’s', async () => {
    const slug = `corner-${newId().slice(-12)}`;
    const older = await buildProject(server, other, { slug, createdAt: 1000 });
    const younger = await buildProject(server, tenant, { slug, createdAt: 2000 });
    const bare = await server.request(`/v2/projects/hosted/${slug}`);
    expect(bare.body.data).toMatchObject({ id: older.id, app_key: other.widgetSecret });
    const named = await server.request(`/v2/accounts/${tenant.slug}/projects/hosted/${slug}`);
    expect(named.body.data).toMatchObject({ id: younger.id, app_key: tenant.widgetSecret });
    const withKey = await server.request(`/v2/projects/hosted/${slug}`, { basic: tenant.widgetSecret });
    expect(withKey.body.data.id).toBe(older.id);
    await app(`/v2/projects/${older.id}`, { method: 'DELETE', basic: other.secret });
    expect((await server.request(`/v2/projects/hosted/${slug}`)).body.data.id).toBe(younger.id);
  });

  test('answers missing ones alike, whatever is wrong with their address', async () => {
    const { slug } = await made();
    const headers = { 'X-Request-Id': 'projects-e2e' };
    const missing = await server.request(`/v2/projects/hosted/${newId()}`, { headers });
    expect(missing.status).toBe(404);
    for (const path of [
      `/v2/projects/hosted/${slug.toUpperCase()}`,
      `/v2/projects/hosted/${'a'.repeat(65)}`,
      '/v2/projects/hosted/%C3%A9',
      `/v2/accounts/nobody-here/projects/hosted/${slug}`,
      `/v2/accounts/${other.slug}/projects/hosted/${slug}`,
      `/v2/accounts/me/projects/hosted/${slug}`,
    ]) {
      const answer = await server.request(path, { headers });
      expect([path, answer.status, answer.text]).toEqual([path, 404, missing.text]);
    }
  });

  test('embedded asks for a key of the tenant', async () => {
    const { id } = await made();
    expect((await server.request(`/v2/projects/embed/${id}`)).status).toBe(401);
    const bearer = configuration.token({ id: 'reader' });
    expect((await server.request(`/v2/projects/embed/${id}`, { bearer })).status).toBe(403);
    expect((await server.request(`/v2/projects/embed/${id}`, { basic: other.widgetSecret })).status).toBe(
      404,
    );
    expect((await app(`/v2/projects/embed/${id}`)).body.data.app_key).toBe(tenant.widgetSecret);
  });
});
