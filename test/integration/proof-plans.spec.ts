import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BookingTenants } from '../../src/action-links/booking-tenants.js';
import { newId } from '../../src/common/ids.js';
import type { WriteTransaction } from '../../src/database/access.js';
import type { Database } from '../../src/database/database.js';
import { SignedAfterService } from '../../src/tenants/signed-after.service.js';
import { plansOf, walksATable } from '../support/plans-of.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A database that reads within the transaction, where its plans are seen. */
const within = (transaction: WriteTransaction) =>
  ({ read: (work: (access: WriteTransaction) => unknown) => work(transaction) }) as unknown as Database;
const email = { field: 'customer.email', value: 'ann@example.com' };

describe('what is asked before a token proves anything', () => {
  it.each<[string, (transaction: WriteTransaction) => Promise<unknown>]>([
    ['whose a booking is', (t) => new BookingTenants(within(t)).findOf(newId())],
    [
      'the instants of signed searches',
      (t) => new SignedAfterService(within(t), undefined as never).latest(newId(), [email, email]),
    ],
  ])('%s is read off an index', async (_title, work) => {
    const plans = await plansOf(server, work);
    expect(plans.join('\n')).toMatch(/USING .*INDEX|Index (?:Only )?Scan|Bitmap Index Scan/);
    expect(plans.filter((line) => walksATable.test(line))).toEqual([]);
  });
});
