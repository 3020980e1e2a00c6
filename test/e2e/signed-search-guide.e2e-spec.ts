import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { guideSteps, type GuideStep } from '../support/guide-steps.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const steps = guideSteps('docs/signed-search.md');

/** Has the address its own proof? Then nobody signs in beside it. */
const provesItself = ({ path }: GuideStep): boolean =>
  path.startsWith('{') || path.includes('signed_search=');

describe('the guide for customers without accounts', () => {
  const answers: Record<string, Record<string, unknown>> = {};
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
  });
  afterAll(() => server.close());

  /** `{name}` is an id, or else the address in the answer; `{name.member}` the text of a member, or the address in it. */
  const filledIn = (text: string) =>
    text.replace(/\{(\w+)(?:\.(\w+))?\}/g, (_, name: string, member?: string) => {
      const held = answers[name] ?? {};
      const value = member === undefined ? (held['id'] ?? held['url']) : held[member];
      const found = typeof value === 'object' && value !== null ? (value as { url?: unknown }).url : value;
      expect([name, member, typeof found]).toEqual([name, member, 'string']);
      return (found as string).replace('https://countersign.example', '');
    });

  it('shows requests that prove themselves', () => {
    expect(steps.filter(provesItself).length).toBeGreaterThan(8);
  });

  it.each(steps.map((step) => [`${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, step) => {
      const { method, path, headers, body, status, name, code } = step;
      const answer = await server.request(filledIn(path), {
        method,
        headers,
        ...(!provesItself(step) && { bearer: tenant.secret }),
        ...(body !== '' && { body: JSON.parse(filledIn(body)) as unknown }),
      });
      const found = { status: answer.status, code: answer.body?.code, errors: answer.body?.errors };
      expect(found).toEqual({ status, code, errors: undefined });
      expect(answer.text).not.toBe('');
      expect(answer.body?.warnings).toBeUndefined();
      if (Array.isArray(answer.body?.data)) expect(answer.body.data).toHaveLength(1);
      if (name !== undefined) answers[name] = { undo: answer.body.undo, ...answer.body.data };
    },
  );

  it('says of what a customer sees, and of what a link left behind, what is so', async () => {
    const { cut, hers, moved } = answers as Record<'cut' | 'hers' | 'moved', { id: string; token: string }>;
    const query = `search=customer.email:bea@example.com&signed_search=${hers.token}`;
    const list = await server.request(`/v2/bookings?${query}&include=customer_action_links`);
    const shown = list.body.data as { id: string; state: string; customer_action_links?: object }[];
    expect(shown.map(({ id, state }) => [id, state])).toEqual([
      [moved.id, 'confirmed'],
      [cut.id, 'rescheduled_by_customer'],
    ]);
    expect(Object.keys(shown[0]?.customer_action_links ?? {}).sort()).toEqual([
      'cancel_by_customer',
      'reschedule_by_customer',
    ]);
    expect(list.text).not.toContain('_note');
    const merchants = await server.request(`/v2/bookings/${cut.id}?include=link_touches`, {
      bearer: tenant.secret,
    });
    const touches = merchants.body.data.link_touches as { method: string; outcome: string }[];
    expect(touches.map(({ method, outcome }) => `${method} ${outcome}`)).toEqual([
      'GET shown',
      'POST acted',
      'POST used',
      'POST undone',
      'GET shown',
      'POST acted',
    ]);
  });
});
