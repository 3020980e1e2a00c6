import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isId } from '../../src/common/ids.js';
import { mintedToken } from '../builders/minted-tokens.js';
import { namesIn, searchedShop, searchPath } from '../builders/searched.js';
import { openShop } from '../builders/shop.js';
import type { RequestOptions } from '../support/test-server.js';

const shop = await openShop();
const { server, tenant, other, configuration, app } = shop;
const { resource, project, experience, search } = searchedShop(shop);
afterAll(() => server.close());

const rival = searchedShop({
  app: (path: string, options: RequestOptions = {}) =>
    server.request(path, { basic: other.secret, ...options }),
});
const found = async (parameters: Readonly<Record<string, string | number>>) => {
  const answer = await search(parameters);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return namesIn(answer);
};
const ids: Record<string, string> = {};

beforeAll(async () => {
  ids['ann'] = await resource('Ann Andersen', {
    email: 'ann@shop.example',
    first_name: 'Ann',
    last_name: 'Andersen',
    description: 'Cuts hair and plays the violin.',
    tags: ['beard', 'evening'],
    meta: { salary: 'violet secret' },
  });
  ids['bob'] = await resource('Bob', { tags: ['beard'], description: 'Shaves.' });
  ids['cleo'] = await resource('Cléo Ångström', { tags: ['colour', 'evening, late'] });
  ids['cut'] = await project('Haircut', {
    slug: 'haircut',
    description: 'Wash and cut, with Ann.',
    resources: [ids['ann'], ids['bob']],
    meta: { margin: 'hidden' },
  });
  ids['colour'] = await project('Colouring', { slug: 'colouring', resources: [ids['cleo']] });
});

describe('what is found', () => {
  it('is named, tagged or described by every word', async () => {
    expect(await found({ input: 'andersen' })).toEqual(['Ann Andersen']);
    expect(await found({ input: 'evening', type: 'resources' })).toEqual(['Ann Andersen', 'Cléo Ångström']);
    expect(await found({ input: 'violin' })).toEqual(['Ann Andersen']);
    expect(await found({ input: 'wash' })).toEqual(['Haircut']);
    expect(await found({ input: 'beard violin' })).toEqual(['Ann Andersen']);
    expect(await found({ input: 'bob violin' })).toEqual([]);
  });

  it('begins with what was typed, whatever its case and accents', async () => {
    expect(await found({ input: 'AND' })).toContain('Ann Andersen');
    expect(await found({ input: 'cleo angst' })).toEqual(['Cléo Ångström']);
    expect(await found({ input: 'nders' })).toEqual([]);
  });

  it('is the best first: whoever is called so before whoever is described so', async () => {
    expect(await found({ input: 'ann' })).toEqual(['Ann Andersen', 'Haircut']);
  });

  it('is everything by name where nothing is typed', async () => {
    const all = ['Ann Andersen', 'Bob', 'Cléo Ångström', 'Colouring', 'Haircut'];
    for (const input of ['', ' ', '…', '"*"']) expect(await found({ input })).toEqual(all);
    expect(namesIn(await app('/v2/search'))).toEqual(all);
  });

  it('is what stands now: changed, and gone with its removal', async () => {
    const id = await resource('Dora Drei');
    expect(await found({ input: 'dora' })).toEqual(['Dora Drei']);
    await app(`/v2/resources/${id}`, { method: 'PUT', body: { name: 'Erna', tags: ['dora-tag'] } });
    expect(await found({ input: 'drei' })).toEqual([]);
    expect(await found({ input: 'dora' })).toEqual(['Erna']);
    await app(`/v2/resources/${id}`, { method: 'DELETE' });
    expect(await found({ input: 'dora' })).toEqual([]);
    const projectId = await project('Fencing');
    await app(`/v2/projects/${projectId}`, { method: 'DELETE' });
    expect(await found({ input: 'fencing' })).toEqual([]);
  });

  it('is never what only the merchant knows', async () => {
    for (const input of ['salary', 'violet', 'secret', 'margin', 'hidden', 'shop.example'])
      expect([input, await found({ input })]).toEqual([input, []]);
  });
});

describe('the answer of a search', () => {
  it('has the results twice, the same, and names itself', async () => {
    const { body, headers } = await search({ input: 'ann' });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(Object.keys(body)).toEqual(['meta', 'response', 'data']);
    expect(body.meta).toEqual({ uuid: expect.any(String), errors: [] });
    expect(Object.keys(body.response)).toEqual(['results', 'resultsCount', 'queryId']);
    expect(body.response.resultsCount).toBe(2);
    expect(body.data).toEqual(body.response.results);
    const again = (await search({ input: 'ann' })).body;
    const names = [body.meta.uuid, body.response.queryId, again.meta.uuid, again.response.queryId];
    expect([names.every(isId), new Set(names).size]).toEqual([true, 4]);
  });

  it('shows the merchant what lists of resources and projects show them', async () => {
    const { data } = (await search({ input: 'ann' })).body;
    expect(data[0]).toEqual({ type: 'resource', ...(await app(`/v2/resources/${ids['ann']}`)).body.data });
    expect(data[1]).toEqual({ type: 'project', ...(await app(`/v2/projects/${ids['cut']}`)).body.data });
    expect(data[0]).toHaveProperty('email', 'ann@shop.example');
  });

  it('shows a page what such lists show a page, to a widget and to a minted token alike', async () => {
    const basic = tenant.widgetSecret;
    const path = searchPath({ input: 'ann' });
    const { data } = (await server.request(path, { basic })).body;
    const listed = (where: string) => server.request(where, { basic });
    expect(data[0]).toEqual({ type: 'resource', ...(await listed(`/v2/resources/${ids['ann']}`)).body.data });
    expect(data[1]).toEqual({ type: 'project', ...(await listed(`/v2/projects/${ids['cut']}`)).body.data });
    for (const member of ['email', 'meta', 'policies', 'created_at'])
      for (const result of data) expect(result).not.toHaveProperty(member);
    const minted = await server.request(path, { bearer: mintedToken(tenant, '/v2/search') });
    expect([minted.status, minted.body.data]).toEqual([200, data]);
  });

  it('is the same below the account, and at /query', async () => {
    const { data } = (await search({ input: 'ann' })).body;
    const query = searchPath({ input: 'ann' }).slice('/v2/search'.length);
    for (const path of [
      '/v2/search/query',
      '/v2/search/',
      '/v2/accounts/me/search',
      '/v2/accounts/me/search/query',
      `/v2/accounts/${tenant.slug}/search`,
      '/api/search',
    ]) {
      const answer = await app(path + query);
      expect([path, answer.status, answer.body.data]).toEqual([path, 200, data]);
      expect((await app(path + query, { method: 'HEAD' })).status).toBe(200);
    }
    expect((await app(`/v2/accounts/${other.slug}/search`)).status).toBe(404);
  });

  it('is for the merchant’s server, pages and minted tokens, and for nobody else', async () => {
    const statuses = await Promise.all(
      [
        { basic: tenant.secret },
        { basic: tenant.widgetSecret },
        { bearer: mintedToken(tenant, '/v2/accounts/me/search') },
        { bearer: configuration.token() },
        { bearer: mintedToken(tenant, '/v2/resources') },
        { bearer: mintedToken(tenant, '/v2/search', { methods: ['POST'] }) },
        {},
      ].map(async (options) => (await server.request('/v2/search', options)).status),
    );
    expect(statuses).toEqual([200, 200, 200, 403, 403, 403, 401]);
    expect((await app('/v2/search', { method: 'POST', body: {} })).status).toBe(404);
  });
});

describe('filters', () => {
  it('narrow by type, by all of the tags, and by project', async () => {
    expect(await found({ type: 'projects' })).toEqual(['Colouring', 'Haircut']);
    expect(await found({ tags: 'beard' })).toEqual(['Ann Andersen', 'Bob']);
    expect(await found({ tags: 'beard,evening' })).toEqual(['Ann Andersen']);
    expect(await found({ tags: ' beard , evening ' })).toEqual(['Ann Andersen']);
    expect(await found({ tags: 'bear' })).toEqual([]);
    expect(await found({ project: 'haircut' })).toEqual(['Ann Andersen', 'Bob']);
    expect(await found({ project: ids['cut']!, tags: 'evening', input: 'ann' })).toEqual(['Ann Andersen']);
    expect(await found({ project: 'haircut', type: 'projects' })).toEqual([]);
    expect(await found({ tags: 'beard', type: 'projects' })).toEqual([]);
  });

  it('are read as Yext’s pages write them', async () => {
    const filtered = (filter: unknown) => found({ filters: JSON.stringify(filter) });
    expect(await filtered({ tags: { $eq: 'evening, late' } })).toEqual(['Cléo Ångström']);
    expect(await filtered({ $and: [{ tags: { $eq: 'beard' } }, { type: { $eq: 'resources' } }] })).toEqual([
      'Ann Andersen',
      'Bob',
    ]);
    expect(await filtered({ project: { $eq: 'colouring' } })).toEqual(['Cléo Ångström']);
    expect(await filtered({ project: { $eq: 'colouring' }, tags: { $eq: 'beard' } })).toEqual([]);
    expect(
      await filtered({ $and: [{ project: { $eq: 'colouring' } }, { project: { $eq: 'haircut' } }] }),
    ).toEqual([]);
    expect(await filtered({})).toHaveLength(5);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['an unknown field', { filters: '{"stars":{"$eq":"5"}}' }, 'filters', 'stars'],
    ['an unknown operator', { filters: '{"tags":{"$in":["a"]}}' }, 'filters', '$in'],
    ['a way to say or', { filters: '{"$or":[]}' }, 'filters', '$or'],
    ['what is no JSON', { filters: 'tags:a' }, 'filters', 'must be JSON'],
    ['a type that is none', { type: 'bookings' }, 'type', 'must be one of'],
    ['no tag', { tags: '' }, 'tags', 'must be'],
    ['an empty tag', { tags: 'a,,b' }, 'tags', 'must be'],
    ['21 tags', { tags: Array.from({ length: 21 }, (_, n) => `t${n}`).join(',') }, 'tags', 'must be'],
    ['a tag with NUL', { tags: 'a\u0000' }, 'tags', 'must be'],
    ['an unknown project', { project: 'nowhere' }, 'project', 'names no project'],
    ['a project with NUL', { project: 'a\u0000' }, 'project', 'must be well-formed'],
    ['no project', { project: '' }, 'project', 'must not be empty'],
    [
      'an unknown project in filters',
      { filters: '{"project":{"$eq":"01890000-0000-7000-8000-000000000000"}}' },
      'project',
      'names no project',
    ],
  ])('with %s are refused, naming it', async (_, parameters, field, reason) => {
    const { status, body } = await search(parameters);
    expect([status, body.errors]).toEqual([422, { [field]: [expect.stringContaining(reason)] }]);
  });

  it('name no project of another tenant', async () => {
    const theirs = await rival.project('Theirs', { slug: 'theirs' });
    for (const name of [theirs, 'theirs']) {
      const { status, body } = await search({ project: name });
      expect([status, body.errors]).toEqual([422, { project: ['names no project'] }]);
    }
  });
});

describe('an experience', () => {
  it('says what is searched, how much, and what is shown', async () => {
    await experience('Evenings', {
      types: ['resources'],
      filters: { tags: { $eq: 'evening' } },
      fields: ['name', 'tags', 'email'],
      limit: 1,
    });
    const { body } = await search({ experienceKey: 'Evenings' });
    expect(body.data).toEqual([
      {
        type: 'resource',
        id: ids['ann'],
        name: 'Ann Andersen',
        email: 'ann@shop.example',
        tags: ['beard', 'evening'],
      },
    ]);
    expect(body.response.resultsCount).toBe(1);
    const page = await server.request(searchPath({ experienceKey: 'Evenings' }), {
      basic: tenant.widgetSecret,
    });
    expect(page.body.data).toEqual([
      { type: 'resource', id: ids['ann'], name: 'Ann Andersen', tags: ['beard', 'evening'] },
    ]);
    await experience('Bare', { fields: [] });
    expect((await search({ experienceKey: 'Bare', input: 'bob' })).body.data).toEqual([
      { type: 'resource', id: ids['bob'] },
    ]);
  });

  it('is narrowed by what the request asks for, and never widened', async () => {
    await experience('Beards', { types: ['resources'], filters: { tags: { $eq: 'beard' } } });
    const asked = (parameters: Record<string, string>) => found({ experienceKey: 'Beards', ...parameters });
    expect(await asked({})).toEqual(['Ann Andersen', 'Bob']);
    expect(await asked({ tags: 'evening' })).toEqual(['Ann Andersen']);
    expect(await asked({ filters: '{"tags":{"$eq":"colour"}}' })).toEqual([]);
    expect(await asked({ tags: 'colour' })).toEqual([]);
    expect(await asked({ type: 'projects' })).toEqual([]);
    expect(await asked({ filters: '{"type":{"$eq":"projects"}}' })).toEqual([]);
    expect(await asked({ types: 'projects', verticalKey: 'all', limit: '50' })).toEqual([
      'Ann Andersen',
      'Bob',
    ]);
    expect(await asked({ project: 'colouring' })).toEqual([]);
    expect(await asked({ project: 'haircut', input: 'bob' })).toEqual(['Bob']);
  });

  it('of a project that is no longer there finds nothing', async () => {
    const id = await project('Short-lived', { slug: 'short-lived', resources: [ids['ann']] });
    await experience('Short', { filters: { project: { $eq: 'short-lived' } } });
    expect(await found({ experienceKey: 'Short' })).toEqual(['Ann Andersen']);
    await app(`/v2/projects/${id}`, { method: 'DELETE' });
    expect(await found({ experienceKey: 'Short' })).toEqual([]);
  });

  it('that nobody has is 404, with the same bytes as another tenant’s', async () => {
    await rival.experience('TheirOwn', {});
    const headers = { 'X-Request-Id': 'search-e2e' };
    const answers = await Promise.all(
      ['TheirOwn', 'Nobodys', '', '%', '\u0000', '😀', 'x'.repeat(5000)].map((experienceKey) =>
        search({ experienceKey }, { headers }),
      ),
    );
    for (const answer of answers) {
      expect([answer.status, answer.text]).toEqual([404, answers[0]!.text]);
      expect(answer.body.model).toBe('SearchExperience');
    }
    const lone = await app('/v2/search?experienceKey=%ED%A0%80', { headers });
    expect([lone.status, lone.text]).toEqual([404, answers[0]!.text]);
  });

  it('that a minted token pins is put in, and no other can be asked for', async () => {
    await experience('Pinned', { filters: { tags: { $eq: 'colour' } } });
    const bearer = mintedToken(tenant, '/v2/accounts/me/search', { query: { experienceKey: 'Pinned' } });
    const asked = (path: string) => server.request(path, { bearer });
    for (const path of [
      '/v2/search',
      '/v2/accounts/me/search/query',
      '/v2/search?experienceKey=Pinned&input=cl',
    ])
      expect(namesIn(await asked(path))).toEqual(['Cléo Ångström']);
    for (const query of [
      'experienceKey=Beards',
      'experienceKey=',
      'experiencekey=Beards',
      '%65xperienceKey=Pinned',
      'experienceKey=Pinned&experienceKey=Beards',
    ]) {
      const { status, body } = await asked(`/v2/search?${query}`);
      expect([query, status, body.code]).toEqual([query, 403, 'query_pinned']);
    }
  });

  it('is beside numbers, booleans and objects that are pinned, which stand in the request as text', async () => {
    const query = { limit: 1, with_availability: true, filters: { tags: { $eq: 'beard' } } };
    const bearer = mintedToken(tenant, '/v2/accounts/me/search', { query });
    const text = new URLSearchParams({
      limit: '1',
      with_availability: 'true',
      filters: '{"tags":{"$eq":"beard"}}',
    }).toString();
    for (const path of ['/v2/search', '/v2/accounts/me/search/query', `/v2/search/query?${text}`]) {
      const { status, body } = await server.request(path, { bearer });
      expect([path, status, body.response?.resultsCount]).toEqual([path, 200, 2]);
      expect(body.data).toEqual([expect.objectContaining({ name: 'Ann Andersen' })]);
      expect(body.data[0]).toHaveProperty('next_slot');
    }
    for (const other of ['limit=01', 'with_availability=1', 'filters=%7B%7D', 'with_availability=false'])
      expect((await server.request(`/v2/search?${other}`, { bearer })).body.code).toBe('query_pinned');
  });

  it('of a pinned filter holds beside what the request says', async () => {
    const bearer = mintedToken(tenant, '/v2/search', { query: { filters: { tags: { $eq: 'beard' } } } });
    const asked = (path: string) => server.request(path, { bearer });
    expect(namesIn(await asked('/v2/search'))).toEqual(['Ann Andersen', 'Bob']);
    expect(namesIn(await asked('/v2/search?tags=evening'))).toEqual(['Ann Andersen']);
    const { status } = await asked(`/v2/search?filters=${encodeURIComponent('{}')}`);
    expect(status).toBe(403);
  });
});
