import { onBothDatabases } from '../lib/databases.mjs';
import { Party } from '../lib/processes.mjs';
import { row } from '../lib/rows.mjs';
import { median } from '../lib/statistics.mjs';

const pages = 10_000;
const templates = { search: '/shops/.*', shop: '/shops/[a-z0-9-]+/[0-9]{1,6}\\.html', all: undefined };
const group = `Tokens of a site's pages: ${pages.toLocaleString('en-US')} pages, ${Object.keys(templates).length} templates`;

/** What a site generator waits for once per build, over HTTP, until it has read the answer. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measurePageTokens({ directory, rounds, say }) {
  return onBothDatabases(directory, 'pages', async (name, makeUrl) => {
    const product = new Party(new URL('../targets/devices.mjs', import.meta.url));
    try {
      const { url, key, keyId } = await product.ask('start', { databaseUrl: await makeUrl('one') });
      for (const [template, scope] of Object.entries(templates))
        await put(url, key, template, { kid: keyId, scope });
      const paths = Array.from({ length: pages }, (_, page) => `/shops/city-${page % 100}/${page}.html`);
      const times = [];
      let bytes = 0;
      // The first round warms up.
      for (let round = -1; round < rounds; round += 1) {
        const began = performance.now();
        const text = await (await send(url, key, 'POST', '/v2/page-tokens', { paths })).text();
        const { data } = JSON.parse(text);
        if (round >= 0) times.push(performance.now() - began);
        bytes = text.length;
        const complete = paths.every(
          (path) => Object.keys(data[path]).length === Object.keys(templates).length,
        );
        if (!complete) throw new Error('A page is missing a token.');
      }
      say(`${name}: ${Math.round(median(times))} ms`);
      const slowest = Math.round(times.toSorted((one, other) => one - other).at(-1));
      return [
        row(group, `${name}: minted and read`, Math.round(median(times)), 'ms', {
          target: { most: 2_000 },
          remark: `slowest of ${rounds}: ${slowest} ms; ${(bytes / 1e6).toFixed(1)} MB of answer`,
        }),
      ];
    } finally {
      await product.end();
    }
  });
}

const send = (url, key, method, path, body) =>
  fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function put(url, key, name, { kid, scope }) {
  const claims = {
    aud: '/v2/accounts/me/search',
    expires_in: 3600,
    query: { experienceKey: 'MySearchExperience' },
  };
  const { status } = await send(url, key, 'PUT', `/v2/token-templates/${name}`, { kid, claims, scope });
  if (status !== 201) throw new Error(`The template was answered ${status}.`);
}
