import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { answerSchema, operationsOf, type ApiDocument, type ApiOperation } from '../support/api-document.js';
import { credentialOf, openAttackedHouse, type AttackedHouse } from '../support/attacked-house.js';
import { expectDecent, pollution } from '../support/decent-answer.js';
import { assertAmply, fuzzBounds } from '../support/fuzz-bounds.js';
import { wishFor, type Wish } from '../support/request-wishes.js';
import { withNames } from '../support/schema-values.js';
import { until } from '../support/until.js';
import { sent, type Received, type Sent } from '../support/sent.js';
import { spoils } from '../support/spoilt-bodies.js';

const bounds = fuzzBounds<[Wish]>(12_000);
const agent = new Agent({ keepAlive: true });
/** Answers that any request may get before an operation has read it. */
const general = [400, 404, 413, 414, 415, 422, 431];

let house: AttackedHouse;
let document: ApiDocument;
let operations: readonly ApiOperation[];
let ajv: Ajv2020;
let polluted: string[];
let otherBefore: string[];
let asked = 0;

beforeAll(async () => {
  house = await openAttackedHouse();
  polluted = pollution();
  document = (await house.server.request('/openapi.json')).body as ApiDocument;
  operations = operationsOf(document);
  ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'document');
  // Written behind the requests that made them; within a minute nothing more is written of it.
  await house.server.app.get(LastSeen).flush();
  otherBefore = await rowsOfOther();
});
afterAll(async () => {
  agent.destroy();
  await house.server.close();
});

/** All that the other merchant's server reads of its own. */
async function rowsOfOther(): Promise<string[]> {
  const paths = [
    '/v2/bookings?limit=1000&include=history,link_touches',
    '/v2/bookings/groups?limit=1000',
    '/v2/resources?limit=1000',
    '/v2/projects?limit=1000&include=resources',
    '/v2/users?limit=1000',
    '/v2/token-templates?limit=1000',
    '/v2/search-experiences?limit=1000',
    '/v2/proj/devices?per=50',
    '/v2/proj/access-history?user=ann',
  ];
  const texts: string[] = [];
  for (const path of paths)
    texts.push((await house.server.request(path, { basic: house.other.tenant.secret })).text);
  return texts;
}

/** The request as it goes out. */
function requestOf(wish: Wish): Sent {
  const names = (text: string) => withNames(text, house.own.names, house.other.names);
  const path = names(wish.path);
  const credential = credentialOf(house.own, wish.caller, path);
  const given = wish.query.map(([name, value]) => [name, names(value)] as const);
  // A customer's own search stands where the wish has none.
  const own = credential.query.filter(
    ([name]) => !given.some(([other]) => other === name) || name !== 'search',
  );
  const query = [...given, ...own].map((pair) => pair.map(percent).join('=')).join('&');
  const { bytes, headers } =
    wish.body === null
      ? { bytes: null, headers: {} }
      : (spoils.find(({ name }) => name === wish.spoil) ?? spoils[0]!).spoil(names(wish.body));
  return {
    method: wish.method,
    target: query === '' ? path : `${path}?${query}`,
    headers: {
      ...headers,
      ...wish.headers,
      ...credential.headers,
      ...(bytes !== null && { 'Content-Length': String(bytes.length) }),
    },
    body: bytes,
  };
}

/** As encodeURIComponent, of text that is no well-formed Unicode too. */
const percent = (text: string): string => encodeURIComponent(text.toWellFormed());

function expectDocumented({ id, astray }: Wish, answer: Received, say: string): void {
  const operation = operations.find((one) => one.id === id);
  if (operation === undefined || astray) return;
  const { status, headers, text } = answer;
  expect([say, status, operation.statuses.includes(status) || general.includes(status), text]).toEqual([
    say,
    status,
    true,
    text,
  ]);
  const type = String(headers['content-type'] ?? '').replace(/;.*$/, '');
  if (status >= 300 || !type.endsWith('json')) return;
  const pointer = answerSchema(document, operation, { status, type });
  expect([say, pointer === null]).toEqual([say, false]);
  const schema = `document#/${pointer}`;
  const validate = ajv.getSchema(schema) ?? ajv.compile({ $id: `of ${schema}`, $ref: schema });
  expect([say, validate(JSON.parse(text)), validate.errors, text]).toEqual([say, true, null, text]);
}

describe('whatever is asked of any operation, by whoever may call it and by whoever may not', () => {
  it(
    'is answered as the document says, in decent words, and without a word of another merchant',
    async () => {
      const seen = new Map<string, Set<number>>();
      /** Operations of which something was heard but refusals. */
      const reached = () =>
        [...seen.values()].filter((statuses) => [...statuses].some((status) => status < 300));
      const holds = fc.asyncProperty(wishFor(operations), async (wish) => {
        const request = requestOf(wish);
        const say = `${wish.id} as ${wish.caller}: ${request.method} ${request.target} ${JSON.stringify(request.headers)} ${wish.spoil} ${request.body?.toString('utf8').slice(0, 1_500) ?? ''}`;
        asked += 1;
        const answer = await sent(house.server.url, request, agent).catch((error: unknown) => {
          throw new Error(`No answer: ${say}`, { cause: error });
        });
        expectDecent(answer, say);
        expectDocumented(wish, answer, say);
        expect([say, answer.text.includes(house.other.mark)]).toEqual([say, false]);
        for (const secret of [house.own.tenant.secret, house.other.tenant.secret])
          expect([say, answer.text.includes(secret)]).toEqual([say, false]);
        if (!/external_action|^\/sso/.test(request.target))
          expect([say, answer.headers['set-cookie']]).toEqual([say, undefined]);
        const statuses = seen.get(wish.id) ?? new Set();
        seen.set(wish.id, statuses.add(answer.status));
      });
      // Requests that are all refused at the door would prove little.
      await assertAmply(holds, bounds.parameters, () => reached().length > 20);
      expect(reached().length).toBeGreaterThan(20);
    },
    bounds.timeoutMs,
  );

  it('changes nothing of another merchant’s', async () => {
    expect(await rowsOfOther()).toEqual(otherBefore);
  });

  it('leaves the journals whole', async () => {
    const audit = JournalAudit.over(house.server.database);
    for (const { tenant } of [house.own, house.other]) {
      const { findings, rows } = await audit.verify(tenant.id);
      expect({ findings, rows: rows > 10 }).toEqual({ findings: [], rows: true });
    }
  });

  it('leaves no member in what every object inherits from', () => {
    expect(pollution()).toEqual(polluted);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is logged in a line each, without a token, a secret or an address', async () => {
    const linesOfRequests = () => house.log.lines.filter(({ message }) => message === 'request').length;
    await until('a line for every request', () => linesOfRequests() >= asked);
    const { text, lines } = house.log;
    expect(lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    for (const { secrets } of [house.own, house.other])
      for (const secret of secrets) expect([secret, text.includes(secret)]).toEqual([secret, false]);
    expect(text).not.toMatch(/[^\s"]@[^\s"]/);
    expect(text).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}/);
    expect(text).not.toContain(house.other.mark);
  });
});
