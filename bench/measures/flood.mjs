import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median, medianRatio } from '../lib/statistics.mjs';
import { makeKeys, signToken } from '../lib/tokens.mjs';

const group = 'One merchant’s flood of forged ES512 tokens, seen by another merchant';
const [victim, neighbour] = ['flooded', 'neighbour'];
/** Forged tokens a second; it takes most of a core to verify the fewer, more than a core to verify the others. */
const rates = { quiet: 0, flooded: 500, more: 1_000 };
/** Each forges too seldom for the limit of its address to stop it. */
const addresses = 500;
const userRate = 300;
/** Until the engine has compiled what runs often. */
const warmUpRounds = 3;
/** The flood begins before what is measured, and ends after it. */
const settlingMs = 1_000;

/**
 * Users of one merchant come at a steady rate, half of them with tokens never seen, while in some slices forged tokens of another
 * merchant come from many addresses. Slices take turns, so that whatever disturbs the machine disturbs all alike.
 *
 * @returns {Promise<import('../lib/rows.mjs').Row[]>}
 */
export async function measureFlood({ directory, rounds, seconds, say }) {
  const product = new Party(new URL('../targets/product.mjs', import.meta.url));
  const [users, forgers] = [0, 1].map(() => new Party(new URL('../targets/steady.mjs', import.meta.url)));
  const { privateKey, publicKey } = makeKeys('ES512');
  const secret = randomBytes(32).toString('base64url');
  try {
    const { url } = await product.ask('start', {
      environment: {
        DATABASE_URL: `sqlite:${join(directory, 'flood.sqlite')}`,
        COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
        // As delivered.
        COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '120',
      },
      configurations: [{ kid: neighbour, algorithm: 'HS256', secret }],
      ofAnother: [
        {
          kid: victim,
          algorithm: 'ES512',
          public_key: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
        },
      ],
    });
    const target = { url: `${url}/v2/me`, seconds };
    const [, , signature] = signToken('ES512', privateKey, { kid: victim }, { id: 'ann' }).split('.');
    const forge = { ...target, kid: victim, algorithm: 'ES512', signature, addresses };
    forge.seconds += (2 * settlingMs) / 1000;
    const kinds = Object.keys(rates);
    const found = Object.fromEntries(kinds.map((kind) => [kind, []]));
    const answered = Object.fromEntries(kinds.map((kind) => [kind, {}]));
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      for (let place = 0; place < kinds.length; place += 1) {
        const kind = kinds[(place + round + warmUpRounds) % kinds.length];
        const flood = rates[kind] > 0 ? forgers.ask('forgers', { ...forge, rate: rates[kind] }) : null;
        await new Promise((wake) => setTimeout(wake, settlingMs));
        const before = await product.ask('cpuUs');
        const slice = await users.ask('users', { ...target, kid: neighbour, secret, rate: userRate });
        const after = await product.ask('cpuUs');
        const forged = await flood;
        if (round < 0) continue;
        if (Object.keys(slice.statuses).join() !== '200')
          throw new Error(`Users were answered ${JSON.stringify(slice.statuses)}.`);
        const cpuSeconds = (after - before) / 1e6;
        found[kind].push({ ...figuresOf(slice.times), busy: (100 * cpuSeconds) / seconds });
        for (const [status, count] of Object.entries(forged?.statuses ?? {}))
          answered[kind][status] = (answered[kind][status] ?? 0) + count;
        say(
          `${kind}: p99 ${found[kind].at(-1).all.toFixed(2)} ms, process ${Math.round(found[kind].at(-1).busy)} % busy`,
        );
      }
    }
    return rowsOf(found, answered, rounds * forge.seconds);
  } finally {
    await Promise.all([product, users, forgers].map((party) => party.end()));
  }
}

const figuresOf = ({ first, remembered }) => ({
  first: percentile(first, 0.99),
  remembered: percentile(remembered, 0.99),
  all: percentile([...first, ...remembered], 0.99),
  middle: percentile([...first, ...remembered], 0.5),
});

function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
}

function rowsOf(found, answered, floodSeconds) {
  const of = (kind, figure) => found[kind].map((slice) => slice[figure]);
  const ratio = (kind, figure) => medianRatio(of(kind, figure), of('quiet', figure));
  const ms = (kind, figure) => `${median(of(kind, figure)).toFixed(2)} ms`;
  const remark = (kind, figure) => `${ms(kind, figure)} against ${ms('quiet', figure)}`;
  const busy = (kind) => `${Math.round(median(of(kind, 'busy')))} %`;
  const statuses = (kind) =>
    Object.entries(answered[kind])
      .map(([status, count]) => `${Math.round(count / floodSeconds)} answered ${status}`)
      .join(', ');
  const flood = (kind) => `${statuses(kind)}; process ${busy(kind)} busy, without the flood ${busy('quiet')}`;
  return [
    row(group, `p99 ÷ without, ${rates.flooded} forged tokens/s`, ratio('flooded', 'all'), '×', {
      target: { most: 1.25 },
      remark: `${remark('flooded', 'all')}; ${userRate} requests/s, half of them with tokens never seen, HS256`,
    }),
    row(group, '… of tokens never seen', ratio('flooded', 'first'), '×', {
      remark: remark('flooded', 'first'),
    }),
    row(group, '… of remembered tokens', ratio('flooded', 'remembered'), '×', {
      remark: remark('flooded', 'remembered'),
    }),
    row(group, '… median in place of p99', ratio('flooded', 'middle'), '×', {
      remark: `${remark('flooded', 'middle')}; from ${addresses} addresses, ${flood('flooded')}`,
    }),
    row(group, `p99 ÷ without, ${rates.more} forged tokens/s`, ratio('more', 'all'), '×', {
      remark: `${remark('more', 'all')}; ${flood('more')}`,
    }),
  ];
}
