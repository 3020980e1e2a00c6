import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DueScheduler } from '../../src/bookings/due/due-scheduler.service.js';
import { newId } from '../../src/common/ids.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { customer, freshHour } from '../builders/booking-wishes.js';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { NodePair, type ServerNode } from '../support/node-pair.js';
import type { Answer, RequestOptions } from '../support/test-server.js';
import { until } from '../support/until.js';

const asJson = { Accept: 'application/json' };

let pair: NodePair;
let merchant: LinkingMerchant;
beforeAll(async () => {
  pair = await NodePair.open();
  // What is due is left to the two.
  await pair.builder.app.get(DueScheduler, { strict: false }).onModuleDestroy();
  merchant = await buildLinkingMerchant(pair.builder);
});
afterAll(() => pair.close());

const rows = <Row>(text: string): Promise<Row[]> =>
  pair.builder.database.read(({ manager }) => manager.query<Row[]>(text));
const write = (text: string) => pair.builder.database.write(({ manager }) => manager.query(text));
const countOf = async (table: string, where: string): Promise<number> =>
  Number((await rows<{ count: string }>(`SELECT count(*) FROM ${table} WHERE ${where}`))[0]?.count);
const journalOf = async (id: string) =>
  (
    await rows<{ action: string }>(`SELECT action FROM journal WHERE booking_id = '${id}' ORDER BY sequence`)
  ).map(({ action }) => action);

/** Twenty at once, ten at each. */
const atOnce = (ask: (node: ServerNode, index: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: 20 }, (_, index) => ask(pair.nodes[index % 2] as ServerNode, index)));
const statusesOf = (answers: readonly Answer[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const asMerchant = (options: RequestOptions): RequestOptions => ({
  basic: merchant.tenant.secret,
  ...options,
});

describe('of twenty at once at two servers', () => {
  it('one presses the button of an action link, and the others are told that it was used', async () => {
    const id = await merchant.book();
    const path = merchant.link(id);
    const answers = await atOnce((node) => node.request(path, { method: 'POST', headers: asJson }));
    expect(statusesOf(answers)).toEqual({ 200: 1, 410: 19 });
    expect(await journalOf(id)).toEqual(['confirm', 'cancel_by_customer']);
  });

  it('all with one Idempotency-Key get the same answer, and one books', async () => {
    const what = newId();
    const body = { resource_id: merchant.resourceId, ...freshHour(), what, customer };
    const request = asMerchant({ method: 'POST', body, headers: { 'Idempotency-Key': newId() } });
    const answers = await atOnce((node) => node.request('/v2/bookings', request));
    expect(statusesOf(answers)).toEqual({ 201: 20 });
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await countOf('bookings', `what = '${what}'`)).toBe(1);
    expect(await journalOf(answers[0]?.body.data.id as string)).toEqual(['confirm']);
  });

  it('two attach a device where the limit is two', async () => {
    const { secret, id } = await buildTenant(pair.builder, {
      settings: { device_limit: 2, block_over_usage: true },
    });
    const answers = await atOnce((node, index) =>
      node.request('/v2/access', {
        method: 'POST',
        bearer: secret,
        body: {
          user: 'ann',
          signals: { canvas: `c${index}`, webgl: `w${index}`, audio: `a${index}`, fonts: [`f${index}`] },
        },
      }),
    );
    expect(statusesOf(answers)).toEqual({ 200: 2, 409: 18 });
    expect(await countOf('devices', `tenant_id = '${id}' AND status = 'attached'`)).toBe(2);
    expect(await countOf('accesses', `tenant_id = '${id}'`)).toBe(2);
  });
});

/** Ends of undo times, and restarts in between, are asked by test/e2e/undo-races.e2e-spec.ts and due-bookings.e2e-spec.ts. */
describe('what is due at two servers', () => {
  it('happens once: holds and payments end, bookings complete', async () => {
    const expected: Record<string, string[]> = {
      '/v2/bookings/reserve': ['reserve', 'expired'],
      instant_payment: ['create', 'timeout'],
      instant: ['confirm', 'complete'],
    };
    const made: { readonly id: string; readonly story: string[] }[] = [];
    for (const [kind, story] of Object.entries(expected)) {
      const answers = await atOnce((node) => {
        const wish = { resource_id: merchant.resourceId, ...freshHour() };
        const isHold = kind.startsWith('/');
        const body = isHold ? wish : { ...wish, graph: kind, customer };
        return node.request(isHold ? kind : '/v2/bookings', asMerchant({ method: 'POST', body }));
      });
      expect(statusesOf(answers)).toEqual({ 201: 20 });
      made.push(...answers.map(({ body }) => ({ id: body.data.id as string, story })));
    }
    const ids = made.map(({ id }) => `'${id}'`).join();
    await write(`UPDATE bookings SET due_at = ${Date.now()} WHERE id IN (${ids})`);
    await until(
      'nothing is due',
      async () => (await countOf('bookings', `id IN (${ids}) AND due_at IS NOT NULL`)) === 0,
    );
    for (const { id, story } of made) expect(await journalOf(id)).toEqual(story);
    expect(await countOf('occupancies', `booking_id IN (${ids})`)).toBe(20);
  });
});

describe('a server that goes away in the middle of what is due', () => {
  /** Bookings of two merchants that are all due at once; how many have not completed. */
  async function backlog(size: number): Promise<{ merchants: BuiltTenant[]; left: () => Promise<number> }> {
    const merchants = [await buildTenant(pair.builder), await buildTenant(pair.builder)];
    for (const { id } of merchants) {
      const row = await buildBookingRow(pair.builder, { id });
      const columns = Object.keys(
        (await rows<object>(`SELECT * FROM bookings WHERE id = '${row.id}'`))[0] ?? {},
      );
      const others = columns.filter((name) => name !== 'id');
      await write(
        `INSERT INTO bookings (id, ${others.join()}) SELECT gen_random_uuid(), ${others.join()}
         FROM bookings, generate_series(2, ${size}) WHERE id = '${row.id}'`,
      );
    }
    const all = `tenant_id IN (${merchants.map(({ id }) => `'${id}'`).join()})`;
    await write(`UPDATE bookings SET due_at = ${Date.now()}, due_action = 'complete' WHERE ${all}`);
    return { merchants, left: () => countOf('bookings', `${all} AND state <> 'completed'`) };
  }

  /** A client of the one until that is gone; who heard nothing asks the other, with the same key. */
  async function bookOn(mark: string, isOver: () => boolean, answered: string[]): Promise<void> {
    let node = pair.here;
    for (let count = 0; !isOver(); count += 1) {
      const what = `${mark} ${count}`;
      const body = { resource_id: merchant.resourceId, ...freshHour(), what, customer };
      const request = asMerchant({ method: 'POST', body, headers: { 'Idempotency-Key': newId() } });
      for (;;) {
        const answer = await node.request('/v2/bookings', request).catch(() => null);
        if (answer?.status === 201) {
          answered.push(what);
          break;
        }
        if (answer !== null) expect(answer.body.code).toBe('idempotency_conflict');
        node = pair.there;
        await new Promise((wake) => setTimeout(wake, 50));
      }
    }
  }
  const letClaimsEnd = () =>
    write('UPDATE idempotency_keys SET created_at = created_at - 120000 WHERE status IS NULL');

  async function expectDoneOnce({ merchants }: { merchants: BuiltTenant[] }, size: number): Promise<void> {
    for (const { id, slug } of merchants) {
      const done = await rows<{ count: string }>(
        `SELECT count(*) FROM journal WHERE tenant_id = '${id}' AND action = 'complete' GROUP BY booking_id`,
      );
      expect(done.map(({ count }) => Number(count))).toEqual(Array<number>(size).fill(1));
      expect((await pair.commands.run('journal', 'verify', '--tenant', slug)).code).toBe(0);
    }
  }

  it('and hangs, wherever that may be, holds up nothing for long, and comes back to nothing that it does twice', async () => {
    const size = 300;
    const due = await backlog(size);
    await until('some is done', async () => (await due.left()) < 2 * size);
    pair.here.process.kill('SIGSTOP');
    try {
      await until('the other has done the rest', async () => (await due.left()) === 0, 60_000);
      await expectDoneOnce(due, size);
    } finally {
      pair.here.process.kill('SIGCONT');
    }
    await until('it answers again', async () => (await pair.here.request('/health/ready')).status === 200);
    await expectDoneOnce(due, size);
  });

  it('and is killed while clients write: the other does the rest, and nothing is lost or done twice', async () => {
    const size = 300;
    const answered: string[] = [];
    let isOver = false;
    const mark = newId();
    const due = await backlog(size);
    const clients = Array.from({ length: 8 }, (_, index) =>
      bookOn(`${mark} ${index}`, () => isOver, answered),
    );
    await until('both is under way', async () => answered.length > 10 && (await due.left()) < 2 * size);
    pair.here.process.kill('SIGKILL');
    const before = answered.length;
    await pair.here.process.ended;
    await letClaimsEnd();
    await until('the other has done the rest', async () => (await due.left()) === 0, 60_000);
    await until('the other goes on', () => answered.length > before + 20);
    isOver = true;
    // What the one had sent to the database may have been done a moment after its end.
    await letClaimsEnd();
    await Promise.all(clients);
    await expectDoneOnce(due, size);
    const made = await rows<{ what: string }>(
      `SELECT what FROM bookings WHERE what LIKE '${mark} %' ORDER BY what`,
    );
    expect(made.map(({ what }) => what).sort()).toEqual(answered.sort());
  });
});
