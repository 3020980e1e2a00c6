import { expect } from '@jest/globals';
import type { FaultHouse } from './fault-house.js';
import { kinds, type Kind, type WriteLoad } from './write-load.js';

/** What the journal says of a booking that was made, and led on, once. */
const story: Partial<Record<Kind, readonly string[]>> = {
  booked: ['confirm'],
  confirmed: ['create', 'confirm'],
  cancelled: ['confirm', 'cancel_by_customer'],
};

/** Everything that was answered is there once and whole, nothing is there twice or half, and the journal verifies. */
export async function expectOnceEach(house: FaultHouse, ...loads: readonly WriteLoad[]): Promise<void> {
  expect(loads.flatMap(({ odd }) => odd)).toEqual([]);
  const answered = Object.fromEntries(
    kinds.map((kind) => [kind, loads.flatMap((load) => load.answered[kind])]),
  ) as WriteLoad['answered'];
  const where = `WHERE tenant_id = '${house.tenant.id}'`;
  const ids = async (text: string) => (await house.rows<{ id: string }>(text)).map(({ id }) => id);
  const sorted = (kind: Kind) => answered[kind].map(({ id }) => id).sort();

  const bookings = await house.rows<{ id: string; what: string; state: string }>(
    `SELECT id, what, state FROM bookings ${where}`,
  );
  const made = [...answered.booked, ...answered.confirmed, ...answered.cancelled];
  expect(bookings.map(({ id, what }) => ({ id, mark: what })).sort(byId)).toEqual(made.sort(byId));
  const journal = await house.rows<{ id: string; action: string }>(
    `SELECT booking_id AS id, action FROM journal ${where} ORDER BY sequence`,
  );
  for (const [kind, actions] of Object.entries(story)) {
    const told = answered[kind as Kind].map(({ id }) =>
      journal.filter((row) => row.id === id).map(({ action }) => action),
    );
    expect(told).toEqual(answered[kind as Kind].map(() => actions));
  }
  expect(journal.length).toBe(
    answered.booked.length + 2 * answered.confirmed.length + 2 * answered.cancelled.length,
  );
  const holding = bookings.filter(({ state }) => state === 'confirmed').map(({ id }) => id);
  expect(await ids(`SELECT booking_id AS id FROM occupancies ${where} ORDER BY booking_id`)).toEqual(
    holding.sort(),
  );

  expect(await ids(`SELECT id FROM devices ${where} ORDER BY id`)).toEqual(sorted('attached'));
  expect(await ids(`SELECT device_id AS id FROM accesses ${where} ORDER BY device_id`)).toEqual(
    sorted('attached'),
  );
  expect(await ids(`SELECT name AS id FROM token_templates ${where} ORDER BY name`)).toEqual(
    sorted('templates'),
  );
  const users = await house.rows<{ id: string; external_id: string; first_name: string }>(
    `SELECT id, external_id, first_name FROM users ${where} ORDER BY id`,
  );
  expect(users).toEqual(
    answered.users.map(({ id, mark }) => ({ id, external_id: mark, first_name: `First ${mark}` })).sort(byId),
  );
  expect(await house.journalFindings()).toBe('');
}

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1;

/** As if the minute were over after which a request that was killed in the middle counts as gone. */
export async function letClaimsEnd(house: FaultHouse): Promise<void> {
  await (
    await house.database()
  ).write(({ manager }) =>
    manager.query('UPDATE idempotency_keys SET created_at = created_at - 120000 WHERE status IS NULL'),
  );
}
