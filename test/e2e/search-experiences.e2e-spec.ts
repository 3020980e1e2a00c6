import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { experiencesAtMost } from '../../src/search/experiences/ensure-experience.js';
import { SearchExperience } from '../../src/search/experiences/search-experience.entity.js';
import { buildTenant } from '../builders/tenancy.js';
import { openShop } from '../builders/shop.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

const { server, tenant, other, app } = await openShop();
afterAll(() => server.close());

const path = '/v2/search-experiences';
const headers = { 'X-Request-Id': 'experiences-e2e' };
const create = (body: unknown, options: RequestOptions = {}) =>
  app(path, { method: 'POST', body, ...options });
const put = (key: string, body: unknown) => app(`${path}/${key}`, { method: 'PUT', body });
const show = (key: string) => app(`${path}/${key}`, { headers });
const remove = (key: string) => app(`${path}/${key}`, { method: 'DELETE', headers });
const asOther = (address: string, options: RequestOptions = {}) =>
  server.request(address, { basic: other.secret, headers, ...options });
const rows = () =>
  server.database.read(({ manager }) => manager.findBy(SearchExperience, { tenantId: tenant.id }));
const errorsOf = ({ body }: Answer) => Object.keys(body.errors as object);

const whole = {
  types: ['resources'],
  filters: { $and: [{ tags: { $eq: 'beard' } }, { tags: { $eq: 'evening' } }] },
  fields: ['name', 'tags'],
  limit: 7,
};

describe('an experience', () => {
  it('is answered as it was sent, and the same when it is read', async () => {
    const made = await create({ key: 'MySearchExperience', ...whole });
    expect([made.status, made.text]).toEqual([201, made.text]);
    expect(made.body).toEqual({
      data: {
        key: 'MySearchExperience',
        ...whole,
        created_at: expect.stringMatching(/\+00:00$/),
        updated_at: expect.any(String),
      },
    });
    expect((await show('MySearchExperience')).body).toEqual(made.body);
  });

  it('needs a key and nothing else', async () => {
    const { status, body } = await create({ key: 'bare' });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({
      types: ['resources', 'projects'],
      filters: {},
      fields: null,
      limit: null,
    });
  });

  it('is created or replaced as a whole by PUT', async () => {
    const first = await put('swapped', { key: 'swapped', ...whole });
    expect([first.status, first.body.data.limit]).toEqual([201, 7]);
    const second = await put('swapped', { types: ['projects'] });
    expect(second.status).toBe(200);
    expect(second.body.data).toMatchObject({ types: ['projects'], filters: {}, fields: null, limit: null });
    expect(second.body.data.created_at).toBe(first.body.data.created_at);
    expect((await put('swapped', { types: ['projects'] })).body).toEqual(second.body);
  });

  it('is gone when it was removed, and removed once', async () => {
    await put('leaving', {});
    expect((await remove('leaving')).status).toBe(204);
    expect((await remove('leaving')).status).toBe(404);
    expect((await show('leaving')).status).toBe(404);
  });

  it('does not take the place of another by POST', async () => {
    await put('standing', whole);
    const { status, body } = await create({ key: 'standing', types: ['projects'] });
    expect([status, body.errors]).toEqual([422, { key: ['is the key of another experience'] }]);
    expect((await show('standing')).body.data).toMatchObject(whole);
  });

  it('is made once for one idempotency key', async () => {
    const repeated = { headers: { 'Idempotency-Key': newId() } };
    const answers = [await create({ key: 'once' }, repeated), await create({ key: 'once' }, repeated)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]!.text).toBe(answers[0]!.text);
    const putOnce = () =>
      app(`${path}/put-once`, { method: 'PUT', body: {}, headers: { 'Idempotency-Key': 'put-once-key' } });
    const [one, two] = [await putOnce(), await putOnce()];
    expect([one.status, two.status, two.text]).toEqual([201, 201, one.text]);
  });

  it('is listed by key, each once over all pages', async () => {
    const keys = (await app(`${path}?limit=1000`)).body.data.map(({ key }: { key: string }) => key);
    expect(keys).toEqual([...keys].sort());
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await app(`${path}?limit=2${cursor}`);
      seen.push(...body.data.map(({ key }: { key: string }) => key));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(keys);
    const { body: last } = await app(`${path}?sortedBy=desc&limit=1`);
    expect(last.data[0].key).toBe(keys.at(-1));
  });
});

describe('what is refused, by field, with nothing written', () => {
  const refused: readonly (readonly [string, unknown, string])[] = [
    ['no key', {}, 'key'],
    ['an empty key', { key: '' }, 'key'],
    ['a key of 101 characters', { key: 'k'.repeat(101) }, 'key'],
    ['a key with a slash', { key: 'a/b' }, 'key'],
    ['a key that is a directory', { key: '..' }, 'key'],
    ['a key with NUL', { key: 'a\u0000' }, 'key'],
    ['a key that is a number', { key: 7 }, 'key'],
    ['an unknown type', { key: 'x', types: ['bookings'] }, 'types.0'],
    ['no type', { key: 'x', types: [] }, 'types'],
    ['a type twice', { key: 'x', types: ['projects', 'projects'] }, 'types'],
    ['types that are text', { key: 'x', types: 'projects' }, 'types'],
    ['types that are null', { key: 'x', types: null }, 'types'],
    ['a filter of an unknown field', { key: 'x', filters: { stars: { $eq: '5' } } }, 'filters'],
    ['an unknown operator', { key: 'x', filters: { tags: { $ne: 'x' } } }, 'filters'],
    ['a way to say or', { key: 'x', filters: { $or: [{ tags: { $eq: 'x' } }] } }, 'filters'],
    ['a filter with NUL', { key: 'x', filters: { tags: { $eq: 'a\u0000' } } }, 'filters'],
    ['a filter with half a character', { key: 'x', filters: { tags: { $eq: '\ud800' } } }, 'filters'],
    ['a filter for a list', { key: 'x', filters: { tags: { $eq: ['a'] } } }, 'filters'],
    ['a filter that is a list', { key: 'x', filters: [] }, 'filters'],
    [
      'a filter of 21 conditions',
      { key: 'x', filters: { $and: Array.from({ length: 21 }, (_, n) => ({ tags: { $eq: `t${n}` } })) } },
      'filters',
    ],
    ['a member that no result has', { key: 'x', fields: ['password'] }, 'fields'],
    ['a member twice', { key: 'x', fields: ['name', 'name'] }, 'fields'],
    ['members that are text', { key: 'x', fields: 'name' }, 'fields'],
    ['a limit of 0', { key: 'x', limit: 0 }, 'limit'],
    ['a limit of 51', { key: 'x', limit: 51 }, 'limit'],
    ['a limit and a half', { key: 'x', limit: 1.5 }, 'limit'],
    ['a limit that is text', { key: 'x', limit: '5' }, 'limit'],
    ['an unknown member', { key: 'x', colour: 'red' }, 'colour'],
    ['a list', [], 'body'],
  ];

  it.each(refused)('%s', async (_, body, field) => {
    const before = await rows();
    const answer = await create(body);
    expect([answer.status, errorsOf(answer)]).toEqual([422, [field]]);
    expect(await rows()).toEqual(before);
  });

  it('a filter of what every object has', async () => {
    for (const name of ['toString', 'hasOwnProperty', '$and.']) {
      const answer = await create({ key: 'inherited', filters: { [name]: { $eq: 'x' } } });
      expect([name, answer.status, errorsOf(answer)]).toEqual([name, 422, ['filters']]);
    }
  });

  it('a key in the body that is not the path’s, and a path that is no key', async () => {
    expect(errorsOf(await put('one', { key: 'two' }))).toEqual(['key']);
    expect(errorsOf(await put('k'.repeat(101), {}))).toEqual(['key']);
    expect(errorsOf(await put('a%20b', {}))).toEqual(['key']);
    expect((await show('one')).status).toBe(404);
  });

  it.each(['%00', '%ED%A0%80', '%F0%9F%98%80', "'--", '*', 'a%2Fb', 'x'.repeat(400)])(
    'finds nothing called %s, whatever it is asked to do',
    async (key) => {
      for (const { status } of [await show(key), await remove(key)])
        expect([key, status]).toEqual([key, 404]);
    },
  );
});

describe('experiences of two tenants', () => {
  beforeAll(async () => {
    await put('mine', whole);
    await put('both', { types: ['resources'] });
    await asOther(`${path}/both`, { method: 'PUT', body: { types: ['projects'] } });
  });

  it('answer another tenant with the bytes of one that is missing', async () => {
    for (const method of ['GET', 'DELETE']) {
      const [theirs, missing] = [
        await asOther(`${path}/mine`, { method }),
        await asOther(`${path}/missing`, { method }),
      ];
      expect([theirs.status, theirs.text]).toEqual([404, missing.text]);
      expect(theirs.body.model).toBe('SearchExperience');
    }
    expect((await show('mine')).status).toBe(200);
  });

  it('may have one key, and are changed each for itself', async () => {
    await asOther(`${path}/both`, { method: 'DELETE' });
    expect((await show('both')).body.data.types).toEqual(['resources']);
    expect((await asOther(path)).body.data).toEqual([]);
  });
});

describe('who may have experiences', () => {
  it('is the merchant’s server alone', async () => {
    for (const basic of [tenant.widgetSecret, 'unknown']) {
      for (const [method, address] of [
        ['GET', path],
        ['GET', `${path}/mine`],
        ['DELETE', `${path}/mine`],
      ] as const) {
        const { status } = await server.request(address, { basic, method });
        expect([method, status]).toEqual([method, basic === 'unknown' ? 401 : 403]);
      }
      const posted = await server.request(path, { basic, method: 'POST', body: { key: 'stolen' } });
      expect(posted.status).toBe(basic === 'unknown' ? 401 : 403);
    }
    expect((await rows()).map(({ key }) => key)).not.toContain('stolen');
  });
});

describe('a tenant with as many experiences as one may have', () => {
  it('gets no further one, changes those that stand, and two at once do not pass the limit', async () => {
    const full = await buildTenant(server);
    await server.database.write(({ manager }) =>
      manager.insert(
        SearchExperience,
        Array.from({ length: experiencesAtMost - 1 }, (_, index) => ({
          tenantId: full.id,
          key: `k${index}`,
          types: ['resources'],
          filters: {},
          fields: null,
          limit: null,
          createdAt: 1,
          updatedAt: 1,
        })) as never,
      ),
    );
    const asFull = (key: string) =>
      server.request(`${path}/${key}`, { basic: full.secret, method: 'PUT', body: { limit: 3 } });
    const rivals = await Promise.all(['a', 'b', 'c', 'd'].map(asFull));
    expect(rivals.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    expect(errorsOf(rivals.find(({ status }) => status === 422)!)).toEqual(['key']);
    expect((await asFull('k0')).status).toBe(200);
  });
});
