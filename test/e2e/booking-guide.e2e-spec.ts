import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
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

  const filledIn = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      expect(Object.keys(ids)).toContain(name);
      return ids[name] as string;
    });

  it('shows what integrators need', () => {
    expect(steps.length).toBeGreaterThan(12);
  });

  it.each(steps.map((step) => [`${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, { method, path, body, status, name, code }) => {
      const answer = await server.request(filledIn(path), {
        method,
        bearer: tenant.secret,
        ...(body !== '' && { body: JSON.parse(filledIn(body)) as unknown }),
      });
      expect({ status: answer.status, code: answer.body.code, errors: answer.body.errors }).toEqual({
        status,
        code,
        errors: undefined,
      });
      expect(answer.body.warnings).toBeUndefined();
      if (name !== undefined) ids[name] = answer.body.data.id as string;
      if (method !== 'GET' && !Array.isArray(answer.body.data)) return;
      expect(answer.body.data.length).toBeGreaterThan(0);
      for (const entry of answer.body.data as { status?: number }[]) expect(entry.status ?? 201).toBe(201);
    },
  );
});
