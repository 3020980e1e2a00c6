import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Booking } from '../../src/bookings/booking.entity.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { interpreters, type ForeignProgram } from '../support/interpreters.js';
import { codeBlocks } from '../support/readme.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const guide = codeBlocks('Show customers their bookings');

describe('signed searches and action links made by other people’s libraries', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let booking: Booking;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server, { slug: 'my-shop' });
    await buildBookingRow(server, tenant, { customerEmail: 'bo@example.com' });
    await buildBookingRow(server, await buildTenant(server), { customerEmail: 'ann@example.com' });
  });
  beforeEach(async () => {
    booking = await buildBookingRow(server, tenant, { customerEmail: 'ann@example.com', what: 'Haircut' });
  });
  afterAll(() => server.close());

  it('have lines for four languages in the README', () => {
    expect(Object.keys(guide).sort()).toEqual(['js', 'php', 'python', 'ruby']);
  });

  for (const { language, library, run } of interpreters) {
    const test = run === undefined ? it.skip : it;
    /** The overview and the link that the README's lines print. */
    const addresses = (): readonly [URL, URL] => {
      const { keyId: KEY_ID, secret: SECRET } = tenant;
      const environment = { KEY_ID, SECRET, BOOKING: booking.id };
      const code = guide[language] ?? '';
      const printed = (run as ForeignProgram)(code, tmpdir(), undefined, environment).split('\n');
      expect(printed).toHaveLength(2);
      return [new URL(printed[0] ?? ''), new URL(printed[1] ?? '')];
    };

    test(`the README's ${language} lines (${library}) open a customer's bookings, as they are printed`, async () => {
      const [overview] = addresses();
      expect(overview.pathname).toBe('/overview/my-shop');
      const list = await server.request(`/v2/bookings?${overview.hash.slice(1)}`);
      expect(list.status).toBe(200);
      const shown = list.body.data as { id: string }[];
      expect(shown.map(({ id }) => id)).toContain(booking.id);
      expect(JSON.stringify(shown)).not.toContain('bo@example.com');
      const other = await server.request(`/v2/bookings?${overview.hash.slice(1).replace('ann', 'bo')}`);
      expect([other.status, other.body.code]).toEqual([401, 'token_rejected']);
    });

    test(`the README's ${language} lines (${library}) open a link whose button cancels`, async () => {
      const { pathname, search } = addresses()[1];
      const page = await server.request(pathname + search, { headers: { Accept: 'text/html' } });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toContain('Haircut');
      const headers = { Accept: 'application/json' };
      const acted = await server.request(pathname + search, { method: 'POST', headers });
      expect([acted.status, acted.body.data.state]).toEqual([200, 'cancelled_by_customer']);
    });
  }
});
