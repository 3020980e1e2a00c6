import { onBothDatabases } from '../lib/databases.mjs';
import { pseudoWords } from '../lib/many-resources.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';

/** Other merchants, who have as many resources together as the one who is searched. */
const others = 1_000;
/** Milliseconds that the middle request may take. */
const mostMs = 10;

const typed = (word) => Array.from(word, (_, index) => word.slice(0, index + 1));

/** What people type, by what it asks of the index. */
function inputs() {
  const word = pseudoWords(11);
  const surnames = Array.from({ length: 20 }, word);
  return {
    'a name as it is typed, letter by letter': ['maria', 'søren', ...surnames.slice(0, 4)].flatMap(typed),
    'first name and surname': surnames.map((surname, n) => `${['ann', 'otto', 'zoë'][n % 3]} ${surname}`),
    'a word that all have': ['barber', 'barb', 'experienced', 'speaks'],
    'a word of one in six, and two that all have': ['massage', 'nails barber', 'beard experienced'],
    'three words': surnames.map((surname) => `barber massage ${surname.slice(0, 4)}`),
    'mistyped by a letter': ['marai', 'experience massgae', 'barbre', 'gustaf', 'pauls'],
    'nothing at all': ['qqqq', 'xkcd zzz', 'barber qqqq'],
    'no input': [''],
  };
}

/** Searches of a tenant with many resources, one after the other. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureSearch({ directory, resources, rounds, say }) {
  const group = `Search over HTTP among ${resources.toLocaleString('en-US')} resources, beside ${others.toLocaleString('en-US')} other merchants`;
  return onBothDatabases(directory, 'search', async (name, makeUrl) => {
    const product = new Party(new URL('../targets/search.mjs', import.meta.url));
    try {
      say(`${name}: ${2 * resources} resources …`);
      const facts = await product.ask('start', {
        databaseUrl: await makeUrl('one'),
        resources,
        others,
      });
      const rows = [];
      for (const [sort, some] of Object.entries(inputs())) {
        for (const input of some) await timed(facts, input);
        const times = [];
        for (let round = 0; round < rounds; round += 1)
          times.push(await timed(facts, some[round % some.length]));
        const slowest = Math.max(
          ...some.map((_, at) => median(times.filter((_ms, n) => n % some.length === at))),
        );
        rows.push(
          row(group, `${name}: ${sort}`, median(times), 'ms', {
            target: { most: mostMs },
            remark: `p50 of ${rounds} requests for 20 results; the slowest input's own p50 is ${slowest.toFixed(1)} ms`,
          }),
        );
      }
      return rows;
    } finally {
      await product.end();
    }
  });
}

async function timed({ url, key }, input) {
  const begin = performance.now();
  const response = await fetch(`${url}/v2/search?input=${encodeURIComponent(input)}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { response: found } = await response.json();
  const ms = performance.now() - begin;
  if (response.status !== 200 || !Array.isArray(found?.results))
    throw new Error(`A search answered ${response.status}.`);
  return ms;
}
