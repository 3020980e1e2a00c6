import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JournalAudit } from '../../src/journal/journal-audit.service.js';
import { operationsOf, type ApiDocument, type ApiOperation } from '../support/api-document.js';
import { credentialOf, openAttackedHouse, type AttackedHouse } from '../support/attacked-house.js';
import { expectDecent, pollution } from '../support/decent-answer.js';
import { placeholder, valueOf, withNames } from '../support/schema-values.js';
import { sent } from '../support/sent.js';
import { spoils, type Spoil } from '../support/spoilt-bodies.js';

let house: AttackedHouse;
let operations: readonly ApiOperation[];
let before: string[];
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  house = await openAttackedHouse();
  before = pollution();
  const document = (await house.server.request('/openapi.json')).body as ApiDocument;
  operations = operationsOf(document).filter(({ body, path }) => body !== null && path.startsWith('/v2'));
});
afterAll(async () => {
  agent.destroy();
  await house.server.close();
});

const ids: Readonly<Record<string, string>> = {
  '/v2/users/{id}': placeholder('USER', 0),
  '/v2/resources/{id}': placeholder('RESOURCE', 0),
  '/v2/projects/{id}': placeholder('PROJECT', 0),
  '/v2/projects/{id}/resources': placeholder('PROJECT', 0),
  '/v2/device/{id}/detach': placeholder('DEVICE', 0),
};
const others: Readonly<Record<string, string>> = {
  id: placeholder('BOOKING', 0),
  action: 'cancel',
  name: placeholder('TEMPLATE', 0),
  experience: placeholder('EXPERIENCE', 0),
  user: 'ann',
};

/** JSON of the operation's own; the same in every run. */
const goodFor = ({ body }: ApiOperation): string =>
  JSON.stringify(fc.sample(valueOf(body ?? {}), { seed: 7, numRuns: 1 })[0]);

/** Sends the body to the operation, as the first of those who may call it. */
async function send(operation: ApiOperation, { spoil }: Spoil) {
  const { path, method, callers } = operation;
  const names = (text: string) => withNames(text, house.own.names, house.other.names);
  const target = names(
    path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'id' && ids[path]) || (others[name] ?? name)),
  );
  const { bytes, headers } = spoil(names(goodFor(operation)));
  const credential = credentialOf(house.own, callers[0] ?? '', target);
  const query = new URLSearchParams(
    credential.query.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  const answer = await sent(
    house.server.url,
    {
      method,
      target: query === '' ? target : `${target}?${query}`,
      headers: {
        Accept: 'application/json',
        'Content-Length': String(bytes.length),
        ...headers,
        ...credential.headers,
      },
      body: bytes,
    },
    agent,
  );
  return { answer, asked: `${method} ${target} ${bytes.toString('utf8').slice(0, 300)}` };
}

describe('a body', () => {
  for (const spoil of spoils)
    it(`${spoil.name} is read by its schema or not at all, wherever it is sent`, async () => {
      for (const operation of operations) {
        const { answer, asked } = await send(operation, spoil);
        expectDecent(answer, asked);
        if (spoil.fate === 'unread')
          expect([asked, [400, 413, 415].includes(answer.status), answer.text]).toEqual([
            asked,
            true,
            answer.text,
          ]);
        expect(answer.text).not.toContain('"polluted"');
        expect(answer.text).not.toContain(house.other.mark);
      }
    });

  it('of no length, with a type or without, is an empty object', async () => {
    const [typed, untyped] = ['nothing', 'no body and no type'].map(
      (name) => spoils.find((spoil) => spoil.name === name) as Spoil,
    );
    for (const operation of operations) {
      const { answer: one } = await send(operation, typed as Spoil);
      const { answer: other, asked } = await send(operation, untyped as Spoil);
      const errors = ({ text }: typeof one) => (JSON.parse(text || '{}') as { errors?: object }).errors;
      expect([asked, errors(other)]).toEqual([asked, errors(one)]);
    }
  });

  it('left no member in what every object inherits from', () => {
    expect(pollution()).toEqual(before);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('left the journals whole', async () => {
    const audit = JournalAudit.over(house.server.database);
    for (const { tenant } of [house.own, house.other])
      expect((await audit.verify(tenant.id)).findings).toEqual([]);
  });
});
