import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withSnapshot } from '../../src/admin/copy/snapshot.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { CommandLine } from '../support/command-line.js';
import { compiledProduct, ServerProcess } from '../support/compiled-server.js';
import { send, startTestServer, type TestServer } from '../support/test-server.js';

const halfHour = 1_800_000;
const base = Date.UTC(2031, 2, 3, 8);
const clients = 24;
const chairs = 6;

interface Booked {
  readonly id: string;
  readonly start: number;
  readonly resourceId: string;
}

describe('a server that is killed in the middle of a burst', () => {
  let product: string;
  /** Looks at what is left; the one that is killed runs beside it, on the same database. */
  let witness: TestServer;
  let tenant: BuiltTenant;
  let resourceIds: string[];
  let victim: ServerProcess;
  let url: string;

  beforeAll(async () => {
    product = compiledProduct();
    witness = await startTestServer();
  });
  afterAll(async () => {
    await witness.close();
  });

  beforeEach(async () => {
    tenant = await buildTenant(witness);
    resourceIds = [];
    for (let index = 0; index < chairs; index += 1)
      resourceIds.push((await buildResource(witness, tenant)).id);
    victim = new ServerProcess(product, environment());
    url = (await victim.line('listening'))['url'] as string;
  });
  afterEach(async () => {
    victim.kill('SIGKILL');
    await victim.ended;
  });

  const environment = () => ({
    PORT: '0',
    DATABASE_URL: witness.testDatabase.url,
    COUNTERSIGN_MASTER_KEY: witness.configuration.masterKey ?? '',
    COUNTERSIGN_RATE_LIMIT_PER_MINUTE: '0',
    COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '0',
  });

  /** Clients that book one slot after the other, two of them each slot, until the server is gone; what was answered 201. */
  async function burst(killAfter: number): Promise<Booked[]> {
    const answered: Booked[] = [];
    let count = 0;
    const client = async () => {
      for (;;) {
        const slot = Math.floor(count / 2);
        const resourceId = resourceIds[slot % chairs] as string;
        const start = base + Math.floor(slot / chairs) * halfHour;
        count += 1;
        const body = {
          resource_id: resourceId,
          start: new Date(start).toISOString(),
          end: new Date(start + halfHour).toISOString(),
          customer: { name: 'Ann', email: 'ann@example.com' },
        };
        const request = { method: 'POST', body, bearer: tenant.secret };
        const answer = await send(`${url}/v2/bookings`, request).catch(() => null);
        if (answer === null) return;
        if (answer.status === 201) answered.push({ id: answer.body.data.id as string, start, resourceId });
        else expect({ status: answer.status, code: answer.body.code }).toEqual(taken);
        if (answered.length >= killAfter) victim.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    return answered;
  }

  const taken = { status: 409, code: 'slot_taken' };

  type Row = Record<string, unknown>;
  /** All of one instant: what the server had sent to the database may be done a moment after its end. */
  const rows = (...texts: readonly string[]): Promise<Row[][]> =>
    withSnapshot(witness.database, async ({ manager }) => {
      const found: Row[][] = [];
      for (const text of texts) found.push(await manager.query<Row[]>(text));
      return found;
    });

  it.each([1, 40, 90])('after %i answers has lost none of them', async (killAfter) => {
    const answered = await burst(killAfter);
    expect(await victim.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(answered.length).toBeGreaterThanOrEqual(killAfter);

    for (const { id, start, resourceId } of answered) {
      const { status, body } = await witness.request(`/v2/bookings/${id}`, { bearer: tenant.secret });
      expect(status).toBe(200);
      expect(body.data).toMatchObject({ id, state: 'confirmed', resource: { id: resourceId } });
      expect(Date.parse(body.data.attributes.event_info.start as string)).toBe(start);
    }

    // What is there, answered or not, is whole: the booking, the time it holds, and its line in the journal.
    const where = `WHERE tenant_id = '${tenant.id}'`;
    const [bookings, occupancies, journal, slots] = await rows(
      `SELECT id FROM bookings ${where} ORDER BY id`,
      `SELECT booking_id AS id FROM occupancies ${where} ORDER BY booking_id`,
      `SELECT booking_id AS id FROM journal ${where} ORDER BY booking_id`,
      `SELECT resource_id, starts_at FROM bookings ${where}`,
    );
    expect(occupancies).toEqual(bookings);
    expect(journal).toEqual(bookings);
    expect(new Set(slots?.map((slot) => JSON.stringify(slot))).size).toBe(slots?.length);

    const verified = await new CommandLine(environment()).run('journal', 'verify', '--tenant', tenant.slug);
    expect({ code: verified.code, err: verified.err }).toMatchObject({ code: 0 });
  });

  it('is followed by one that goes on in the same chain', async () => {
    await burst(10);
    await victim.ended;
    const next = new ServerProcess(product, environment());
    try {
      const nextUrl = (await next.line('listening'))['url'] as string;
      const answer = await send(`${nextUrl}/v2/bookings`, {
        method: 'POST',
        bearer: tenant.secret,
        body: {
          resource_id: resourceIds[0],
          start: '2040-01-01T10:00:00Z',
          end: '2040-01-01T10:30:00Z',
          customer: { name: 'Bea', email: 'bea@example.com' },
        },
      });
      expect(answer.status).toBe(201);
      const verified = await new CommandLine(environment()).run('journal', 'verify', '--tenant', tenant.slug);
      expect(verified.code).toBe(0);
    } finally {
      next.kill('SIGKILL');
      await next.ended;
    }
  });
});
