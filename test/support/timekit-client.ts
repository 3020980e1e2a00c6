import timekit, { type TimekitAnswer, type TimekitSdk } from 'timekit-sdk';
import type { TestServer } from './test-server.js';

/** Timekit's client as a merchant sets it up: a key and the base URL; `config` goes over it. */
export function clientOf(
  server: Pick<TestServer, 'url'>,
  appKey: string | null,
  config: Record<string, unknown> = {},
): TimekitSdk {
  const client = timekit.newInstance();
  client.configure({ appKey, apiBaseUrl: `${server.url}/`, ...config });
  return client;
}

/** The answer that the client rejects with; throws where it does not reject, or where there was no answer. */
export async function refusalOf(call: Promise<TimekitAnswer>): Promise<TimekitAnswer> {
  const outcome = await call.then(
    (answer) => ({ accepted: answer }),
    (refused: TimekitAnswer) => ({ refused }),
  );
  if ('accepted' in outcome) throw new Error(`Answered ${outcome.accepted.status}, not refused.`);
  if (typeof outcome.refused.status !== 'number') throw outcome.refused as unknown;
  return outcome.refused;
}

/** Who books. */
export const marty = { name: 'Marty McFly', email: 'marty@hillvalley.example' };

/** One day for the whole file, also where it runs past midnight. */
const today = Date.now();

/** A time of a day to come, in UTC as answers write it: `timeAhead(7, '10:30')`. */
export function timeAhead(days: number, time: string): string {
  const day = new Date(today + days * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${time}:00+00:00`;
}
