import { expect, it } from '@jest/globals';
import { readSession } from './session.js';
import { SessionsService } from './sessions.service.js';

it('a session ends with its token, also where the second turns while it begins', async () => {
  const exp = 1_800_000_060;
  const instants = [1_800_000_000_000, 1_800_000_000_001];
  const clock = { nowMs: () => instants.shift() ?? 1_800_000_000_002 };
  const sealed: string[] = [];
  const sealer = { seal: (text: string) => (sealed.push(text), 'c2VhbGVk') };
  const [configuration, none] = [{ publicUrl: 'https://book.example' } as never, null as never];
  const sessions = new SessionsService(configuration, sealer as never, clock, none, none, none);
  const principal = { tenant: { id: 't' }, user: { id: 'u' }, credential: { id: 'c' } };
  await sessions.begin({ principal, expiresAtSeconds: exp, configurationVersion: 1 } as never);
  expect(sealed.map(readSession)).toEqual([expect.objectContaining({ expiresAtSeconds: exp })]);
});
