import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCredentials } from '../../src/admin/demo/demo-credentials.js';
import { demoSeed } from '../../src/admin/demo/demo-seed.js';
import { readyCommands, type DemoCredentials } from '../../src/admin/demo/ready-commands.js';
import { makeWorkspace } from '../../src/admin/workspace.js';
import { SystemClock } from '../../src/common/clock.js';
import { send, startTestServer, type Answer, type TestServer } from '../support/test-server.js';

/** The words that curl is given, as a shell splits them, sent as curl would. */
async function paste(command: string): Promise<Answer> {
  const { stdout } = spawnSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }; ${command}`], {
    encoding: 'utf8',
  });
  const words = stdout.split('\0').slice(0, -1);
  const headers: Record<string, string> = {};
  let [address, body, basic]: (string | undefined)[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = String(words[at]);
    const value = () => String(words[(at += 1)]);
    if (word === '-s') continue;
    if (word === '-H') {
      const [name = '', text = ''] = value().split(/: (.*)/s);
      headers[name] = text;
    } else if (word === '-d') body = value();
    else if (word === '-u') basic = value().replace(/^:/, '');
    else address = word;
  }
  return send(String(address), {
    headers,
    ...(basic !== undefined && { basic }),
    ...(body !== undefined && { method: 'POST', body }),
  });
}

describe('the demo that npm start makes', () => {
  const home = process.cwd();
  let server: TestServer;
  let demo: DemoCredentials;
  let answers: Map<string, Answer>;
  let askedAtMs: number;

  beforeAll(async () => {
    server = await startTestServer();
    // On PostgreSQL the demo's files stand in the working directory.
    process.chdir(server.testDatabase.directory);
    const workspace = makeWorkspace(server.configuration, server.database, new SystemClock());
    await demoSeed(workspace);
    demo = (await demoCredentials(workspace, server.url)) as DemoCredentials;
    answers = new Map();
    askedAtMs = Date.now();
    for (const { credential, command } of readyCommands(demo)) answers.set(credential, await paste(command));
  });
  afterAll(async () => {
    process.chdir(home);
    await server.close();
  });

  it('answers every ready command well', () => {
    expect(demo).not.toBeNull();
    expect([...answers].map(([credential, { status }]) => [credential, status])).toEqual(
      [...answers.keys()].map((credential) => [credential, credential.startsWith('Widget') ? 201 : 200]),
    );
    expect(answers.size).toBe(11);
  });

  it('has a customer with past, coming, moved, cancelled and group bookings, and shows her nobody else', async () => {
    const { body } = await send(`${demo.signedSearch.url}&orderBy=start&sortedBy=asc&limit=50`);
    const shown = (body.data as { graph: string; state: string }[]).map(
      ({ graph, state }) => `${graph} ${state}`,
    );
    expect(shown.sort()).toEqual(
      [
        'instant completed',
        'instant completed',
        'instant confirmed',
        'instant confirmed',
        // Booked by the ready command of the widget key.
        'instant confirmed',
        'instant rescheduled_by_customer',
        'instant cancelled_by_customer',
        'group_customer confirmed',
      ].sort(),
    );
    expect(JSON.stringify(body)).toContain('carla@example.com');
    expect(JSON.stringify(body)).not.toMatch(/dan@|anna@|bob@/);
  });

  it('has a page for her bookings, and one for a link that cancels', async () => {
    const html = { Accept: 'text/html' };
    const overview = await send(demo.signedSearch.overviewUrl.replace(/#.*/, ''), { headers: html });
    expect([overview.status, overview.text]).toEqual([200, expect.stringContaining('Acme Barbers')]);
    const link = await send(String(demo.actionLink), { headers: html });
    expect([link.status, link.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(link.text).toContain('#0a7d55');
  });

  it('finds what its minted token searches for, with the next free time of each', () => {
    const [found] = [...answers].filter(([credential]) => credential.startsWith('Minted token'));
    const results = found?.[1].body.response.results as {
      name: string;
      next_slot: { start: string } | null;
    }[];
    expect(results.map(({ name }) => name)).toEqual(['Beard trim', 'Ben']);
    for (const { next_slot } of results)
      expect(Date.parse(next_slot?.start ?? '')).toBeGreaterThan(askedAtMs);
  });

  it('has a search page for everyone, and finds by name, tag, description and with a slip of the finger', async () => {
    const page = await send(`${demo.url}/search/${demo.slug}`, { headers: { Accept: 'text/html' } });
    expect([page.status, page.text.includes('<booking-search')]).toEqual([200, true]);
    const bearer = / token="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const find = async (input: string) => {
      const { body } = await send(`${demo.url}/v2/search?input=${encodeURIComponent(input)}`, { bearer });
      return (body.response.results as { name: string }[]).map(({ name }) => name);
    };
    expect(await find('')).toEqual(['Ann', 'Beard trim', 'Ben', 'Hair colour', 'Haircut']);
    expect(await find('ann')).toContain('Ann');
    expect(await find('shave')).toEqual(['Ben']);
    expect(await find('hot towel')).toEqual(['Beard trim']);
    expect(await find('hair col')).toEqual(['Hair colour', 'Ann']);
    expect(await find('haircutt')).toEqual(['Haircut']);
  });

  it('loses no booking by looking at the link', async () => {
    const { body } = await send(String(demo.actionLink), { headers: { Accept: 'application/json' } });
    expect(body.data).toMatchObject({ action: 'cancel_by_customer', possible: true });
  });
});
