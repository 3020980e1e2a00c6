import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintedToken } from '../builders/minted-tokens.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { stopClock } from '../support/at-time.js';
import { guideSteps } from '../support/guide-steps.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** The same time of day, so many days later. */
const later = (text: string, days: number): string =>
  new Date(Date.parse(text) + days * 86_400_000).toISOString();

const steps = guideSteps('docs/minted-tokens.md');

describe('the guide to tokens for pages, and search', () => {
  const answers: Record<string, Record<string, unknown>> = {};
  // Answers are any until a test looks at them.
  const bodies = new Map<string, Awaited<ReturnType<TestServer['request']>>['body']>();
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    // A slot that is shown has not begun before it is booked.
    stopClock(server);
    tenant = await buildTenant(server);
  });
  afterAll(() => server.close());

  const filledIn = (text: string) =>
    text.replace(/\{(\w+)(?:\.(\w+))?\}/g, (_, name: string, member?: string) => {
      if (name === 'key') return tenant.keyId;
      const value = answers[name]?.[member ?? 'id'];
      expect([name, member, typeof value]).toEqual([name, member, 'string']);
      return value as string;
    });

  it.each(steps.map((step, index) => [`${index + 1}: ${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, { method, path, headers, body, status, name, code }) => {
      const sent = Object.fromEntries(
        Object.entries(headers).map(([key, value]) => [key, filledIn(value)] as const),
      );
      const answer = await server.request(filledIn(path), {
        method,
        headers: sent,
        ...(sent['Authorization'] === undefined && { bearer: tenant.secret }),
        ...(body !== '' && { body: JSON.parse(filledIn(body)) as unknown }),
      });
      const found = { status: answer.status, code: answer.body?.code, errors: answer.body?.errors };
      expect(found).toEqual({ status, code, errors: undefined });
      bodies.set(`${method} ${path} ${body}`, answer.body);
      if (name !== undefined) answers[name] = answer.body.data;
    },
  );

  const bodyOf = (start: string) => [...bodies].find(([step]) => step.startsWith(start))?.[1];

  it('says of these answers what is so', () => {
    expect(bodyOf('POST /v2/token-templates/search/mint {"path": "/imprint.html"}')).toEqual({
      data: { token: null, expires_at: null },
    });
    const pages = bodyOf('POST /v2/page-tokens')?.['data'];
    expect(Object.keys(pages)).toEqual(['/about.html', '/imprint.html']);
    expect(pages['/about.html']).toEqual({
      search: { token: expect.any(String), expires_at: expect.any(String) },
    });
    expect(pages['/imprint.html']).toEqual({});
    const found = bodyOf('GET /v2/search?experienceKey=shop')?.['response'].results;
    expect(found).toEqual([
      expect.objectContaining({
        type: 'project',
        name: 'Beard trim',
        next_slot: expect.objectContaining({ project_id: answers['trim']?.['id'] }),
      }),
    ]);
  });

  it('books the slot that it shows, as it says', async () => {
    const [result] = bodyOf('GET /v2/search?experienceKey=shop')?.['response'].results;
    const { project_id, start, end } = result.next_slot;
    const answer = await server.request('/v2/bookings', {
      method: 'POST',
      basic: tenant.widgetSecret,
      body: { project_id, start, end, customer: { name: 'C', email: 'c@example.com' } },
    });
    expect([answer.status, answer.body.data?.state]).toEqual([201, 'confirmed']);
  });

  it('says truly what a token for bookings gives away that a widget key does not', async () => {
    const { project_id, start, end } = bodyOf('GET /v2/search?experienceKey=shop')?.['response'].results[0]
      .next_slot;
    const after = (days: number) => ({ start: later(start, days), end: later(end, days) });
    const wish = { project_id, ...after(7), customer: { name: 'D', email: 'd@example.com' } };
    const made = await server.request('/v2/bookings', { method: 'POST', basic: tenant.secret, body: wish });
    const id = made.body.data.id as string;
    const calls = [
      ['GET', '/v2/bookings', undefined],
      ['GET', `/v2/bookings/${id}`, undefined],
      ['POST', '/v2/bookings/bulk', { bookings: [{}] }],
      ['POST', `/v2/bookings/${id}/reschedule`, after(8)],
      // A booking that is confirmed already: whoever gets so far would have confirmed another.
      ['PUT', `/v2/bookings/${id}/confirm`, {}],
    ] as const;
    const statuses = async (credential: object) => {
      const answers = [];
      for (const [method, path, body] of calls)
        answers.push((await server.request(path, { method, ...credential, ...(body && { body }) })).status);
      return answers;
    };
    const token = (...methods: string[]) => ({ bearer: mintedToken(tenant, '/v2/bookings', { methods }) });
    expect(await statuses({ basic: tenant.widgetSecret })).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses(token('GET'))).toEqual([200, 200, 403, 403, 403]);
    expect(await statuses(token('PUT'))).toEqual([403, 403, 403, 403, 409]);
    expect(await statuses(token('POST'))).toEqual([403, 403, 200, 201, 403]);
  });

  it('shows the page that its last request asks for', async () => {
    const { status, text } = await server.request(`/search/${tenant.slug}`);
    expect([status, text.includes('<booking-search')]).toEqual([200, true]);
  });
});
