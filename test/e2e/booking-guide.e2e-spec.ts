import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { answerOf, filledIn } from '../support/guide-run.js';
import { guideSteps } from '../support/guide-steps.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const steps = guideSteps('docs/bookings.md');

describe('the guide to bookings', () => {
  const ids: Record<string, string> = {};
  let server: TestServer;
  let tenant: BuiltTenant;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
  });
  afterAll(() => server.close());

  const fill = (text: string) => filledIn(text, (name) => ids[name]);

  it('shows what integrators need', () => {
    expect(steps.length).toBeGreaterThan(12);
  });

  it.each(steps.map((step) => [`${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, step) => {
      const { body } = await answerOf(server, step, { fill, bearer: tenant.secret });
      expect(body.warnings).toBeUndefined();
      if (step.name !== undefined) ids[step.name] = body.data.id as string;
      if (step.method !== 'GET' && !Array.isArray(body.data)) return;
      expect(body.data.length).toBeGreaterThan(0);
      for (const entry of body.data as { status?: number }[]) expect(entry.status ?? 201).toBe(201);
    },
  );
});
