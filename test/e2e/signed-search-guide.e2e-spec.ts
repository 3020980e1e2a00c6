import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { answerOf, filledIn } from '../support/guide-run.js';
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
  const fill = (text: string) =>
    filledIn(text, (name, member) => {
      const held = answers[name] ?? {};
      const value = member === undefined ? (held['id'] ?? held['url']) : held[member];
      const found = typeof value === 'object' && value !== null ? (value as { url?: unknown }).url : value;
      return typeof found === 'string' ? found.replace('https://countersign.example', '') : found;
    });

  it('shows requests that prove themselves', () => {
    expect(steps.filter(provesItself).length).toBeGreaterThan(8);
  });

  it.each(steps.map((step) => [`${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, step) => {
      const bearer = provesItself(step) ? null : tenant.secret;
      const { body } = await answerOf(server, step, { fill, bearer });
      expect(body?.warnings).toBeUndefined();
      if (Array.isArray(body?.data)) expect(body.data).toHaveLength(1);
      if (step.name !== undefined) answers[step.name] = { undo: body.undo, ...body.data };
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
