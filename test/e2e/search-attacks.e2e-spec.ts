import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { namesIn, searchedShop } from '../builders/searched.js';
import { openShop } from '../builders/shop.js';
import { sendTarget } from '../support/raw-http.js';

const shop = await openShop();
const { server, tenant, app } = shop;
const { resource, search } = searchedShop(shop);
afterAll(() => server.close());

beforeAll(async () => {
  await resource('Ann', { tags: ['beard'] });
  await resource('Near and far', { description: 'OR NOT' });
  await resource('名前太郎', { description: '毎日営業' });
});

/** The query string goes out as it is written. */
const raw = (query: string) =>
  sendTarget(server.url, `/v2/search?${query}`, {
    headers: { Authorization: `Basic ${Buffer.from(`:${tenant.secret}`).toString('base64')}` },
  });

describe('input', () => {
  it.each(
    [
      'ann OR near',
      'ann AND NOT near',
      'NEAR(ann near, 5)',
      'NOT',
      'AND',
      'OR',
      '"ann',
      'ann"',
      '"" ""',
      "'; DROP TABLE resources; --",
      "ann' OR '1'='1",
      'name:ann',
      'name : ann',
      '{name tags} : ann',
      '^ann',
      'ann*',
      '*',
      '**',
      '%',
      '_',
      '\\',
      '(ann',
      '((((((((((',
      'ann & !near',
      'ann:*',
      'ann <-> near',
      "'ann':*A & b",
      '-ann',
      '+ann',
      'a\tb\nc\r',
      '😀',
      '👨‍👩‍👧‍👦 ann',
      '\u0000',
      'ann\u0000near',
      '\u202eann',
      'ﬁ ﷺ ẞ İ',
      'a\u0301'.repeat(1000),
      'x'.repeat(10_000),
      'ann '.repeat(2500),
      '名前',
      '🇩🇰'.repeat(600),
    ].map((input) => [input.slice(0, 40), input] as const),
  )('%j is text like any other', async (_, input) => {
    const { status, text, body } = await search({ input, with_availability: 'true' });
    expect([status, text]).toEqual([200, text]);
    expect(body.data.length).toBe(body.response.resultsCount);
  });

  it('that only looks like syntax finds what its words find', async () => {
    for (const input of ['ann*', '^ann', '"ann"', '-ann', 'ann:*', '(ann)', 'ann\u0000'])
      expect([input, namesIn(await search({ input }))]).toEqual([input, ['Ann']]);
    for (const input of ['ann OR near', 'ann | far', 'NOT bob', '名前 OR ann'])
      expect([input, namesIn(await search({ input }))]).toEqual([input, []]);
    expect(namesIn(await search({ input: 'near or not' }))).toEqual(['Near and far']);
    expect(namesIn(await search({ input: '太郎' }))).toEqual(['名前太郎']);
  });

  it('of more than 10,000 characters is refused', async () => {
    expect((await search({ input: 'x'.repeat(10_000) })).status).toBe(200);
    const { status, body } = await search({ input: 'x'.repeat(10_001) });
    expect([status, body.errors]).toEqual([422, { input: ['must have at most 10000 characters'] }]);
  });

  it.each(['%ED%A0%80', '%ED%B0%80x', '%FF%FE', '%C0%AF', '%', '%zz', '%00', '%u0041', 'ann%'])(
    'escaped as %s is answered, never by a failure',
    async (input) => {
      for (const parameter of [
        'input',
        'tags',
        'project',
        'filters',
        'experienceKey',
        'timezone',
        'type',
        'limit',
      ]) {
        const { status } = await raw(`${parameter}=${input}`);
        expect([200, 404, 422]).toContain(status);
        expect(parameter !== 'input' || status === 200).toBe(true);
      }
    },
  );

  it('of any text, in any parameter, is answered with 200, 400, 404 or 422', async () => {
    const names = [
      'input',
      'tags',
      'project',
      'filters',
      'experienceKey',
      'type',
      'limit',
      'page',
      'with_availability',
    ];
    const parameters = fc.dictionary(
      fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary' })),
      fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
      { maxKeys: 5 },
    );
    await fc.assert(
      fc.asyncProperty(parameters, async (given) => {
        const query = Object.entries(given)
          .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
          .join('&');
        const { status } = await raw(query);
        expect([given, [200, 400, 404, 422].includes(status)]).toEqual([given, true]);
      }),
      { numRuns: 150 },
    );
  });
});

/** Percent-encoding of any UTF-16, half characters included. */
const escaped = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

describe('what is refused', () => {
  it.each([
    ['limit', '0'],
    ['limit', '51'],
    ['limit', 'abc'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', '1e1'],
    ['limit', ''],
    ['page', '-1'],
    ['page', '0'],
    ['page', '1000000000'],
    ['page', '51'],
    ['page', 'two'],
    ['with_availability', 'maybe'],
    ['with_availability', ''],
    ['with_availability', 'TRUE'],
    ['timezone', 'Mars/Olympus'],
  ])('%s=%s', async (name, value) => {
    const { status, body } = await search({ [name]: value });
    expect([status, Object.keys(body.errors as object)]).toEqual([422, [name]]);
  });

  it.each([
    'input=a&input=b',
    'limit=1&limit=1',
    'tags[]=a',
    'filters[tags]=x',
    'experienceKey=A&experienceKey=A',
  ])('a parameter that stands twice or is a list: %s', async (query) => {
    const { status, body } = await app(`/v2/search?${query}`);
    expect([status, body.code]).toEqual([400, 'parameter_repeated']);
  });

  it('is not a parameter that nobody knows: it is ignored, as lists ignore it', async () => {
    const { status, body } = await search({
      v: '20220511',
      locale: 'en',
      verticalKey: 'people',
      retrieveFacets: 'true',
      __proto__x: '1',
      constructor: 'x',
      input: 'ann',
    });
    expect([status, body.data.length]).toEqual([200, 1]);
    expect((await raw('__proto__=x&input=ann')).status).toBe(200);
  });
});
