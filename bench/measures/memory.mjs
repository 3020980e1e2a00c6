import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';

const group = 'Memory of a server, whole process';
const target = (name) => new URL(`../targets/${name}.mjs`, import.meta.url);
const options = { nodeOptions: ['--expose-gc'] };
const megabytes = (bytes) => bytes / 1e6;

/**
 * What a server takes of the machine that looked the configurations of many merchants up and opened their keys: forged
 * tokens make it do so, and nothing else. Then each merchant has a user who comes with a good one.
 *
 * @returns {Promise<import('../lib/rows.mjs').Row[]>}
 */
export async function measureMemory({ directory, count, say }) {
  const facts = {
    environment: {
      DATABASE_URL: `sqlite:${join(directory, 'memory.sqlite')}`,
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    },
    count,
  };
  say(`${count} configurations …`);
  const filler = new Party(target('many-configurations'));
  await filler.ask('fill', facts).finally(() => filler.end());
  const product = new Party(target('many-configurations'), options);
  const load = new Party(target('load'));
  try {
    const { url } = await product.ask('start', facts);
    const started = await product.ask('memory');
    const after = async (status, forged) => {
      const answers = await load.ask('eachMerchant', { url: `${url}/v2/me`, count, forged });
      if (answers[status] !== count)
        throw new Error(`Not all were answered ${status}: ${JSON.stringify(answers)}.`);
      return product.ask('memory');
    };
    const many = count.toLocaleString('en-US');
    const lookedUp = await after(401, true);
    const loggedIn = await after(200, false);
    return [
      row(group, `SQLite: ${many} JwtConfigurations looked up`, megabytes(lookedUp), 'MB', {
        target: { most: 250 },
        remark: `resident, after garbage collection; ${Math.round(megabytes(started))} MB after the start; a token of each refused for its signature`,
      }),
      row(group, `SQLite: then a first login at each of them`, megabytes(loggedIn), 'MB', {
        remark: 'the same; users written, tokens remembered (COUNTERSIGN_TOKEN_CACHE_SIZE, 50,000)',
      }),
    ];
  } finally {
    await Promise.all([product.end(), load.end()]);
  }
}
