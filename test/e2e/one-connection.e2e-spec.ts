import { expect, it } from '@jest/globals';
import { buildTenant } from '../builders/tenancy.js';
import { startTestServer } from '../support/test-server.js';

const hourMs = 3_600_000;

it('a booking is created and answered with everything it can show over a single connection', async () => {
  const server = await startTestServer({ COUNTERSIGN_POOL_SIZE: '1' });
  try {
    const tenant = await buildTenant(server);
    const app = { basic: tenant.secret, method: 'POST' };
    const resource = await server.request('/v2/resources', {
      ...app,
      body: { name: 'Ann', timezone: 'UTC' },
    });
    const start = Date.now() + 24 * hourMs;
    const include = 'customer_action_links,history,project,user,event,owner_booking,link_touches';
    const answer = await server.request(`/v2/bookings?include=${include}`, {
      ...app,
      body: {
        resource_id: resource.body.data.id,
        start: new Date(start).toISOString(),
        end: new Date(start + hourMs).toISOString(),
        customer: { name: 'Ann', email: 'ann@example.com' },
      },
    });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body.data.customer_action_links)).toEqual([
      'cancel_by_customer',
      'reschedule_by_customer',
    ]);
  } finally {
    await server.close();
  }
});
