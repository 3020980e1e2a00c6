import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface GuideStep {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  /** What the answer's id is called from then on. */
  readonly name: string | undefined;
  readonly code: string | undefined;
}

/** The requests of docs/bookings.md, in their order. */
function stepsOfGuide(): GuideStep[] {
  const text = readFileSync('docs/bookings.md', 'utf8');
  return [...text.matchAll(/^```http\n(\w+) (\S+)\n([\s\S]*?)→ (\d+)(?: \{(\w+)\}| (\w+))?\n```/gm)].map(
    ([, method = '', path = '', body = '', status, name, code]) => ({
      method,
      path,
      body,
      status: Number(status),
      name,
      code,
    }),
  );
}

describe('the guide to bookings', () => {
  const steps = stepsOfGuide();
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

  it('holds every request that it shows in a form that is sent here', () => {
    expect(steps).toHaveLength(readFileSync('docs/bookings.md', 'utf8').split('```http').length - 1);
    expect(steps.length).toBeGreaterThan(12);
  });

  it.each(steps.map((step) => [`${step.method} ${step.path}`, step] as const))(
    '%s is answered as it says',
    async (_, { method, path, body, status, name, code }) => {
      const answer = await server.request(filledIn(path), {
        method,
        bearer: tenant.secret,
        ...(body.trim() !== '' && { body: JSON.parse(filledIn(body)) as unknown }),
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
