import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onBothDatabases } from '../lib/databases.mjs';
import { row } from '../lib/rows.mjs';
import { benchConfiguration, seed } from '../lib/seeding.mjs';
import { median } from '../lib/statistics.mjs';

const group = 'Start-up with an up-to-date schema';
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** From the start of the process to its line `listening`. @returns {Promise<import('../lib/rows.mjs').Row[]>} */
export async function measureStartUp({ directory, rounds }) {
  return onBothDatabases(directory, 'start', async (name, makeUrl) => {
    const environment = {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: await makeUrl('one'),
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    };
    await seed(await benchConfiguration(environment), []);
    const times = [];
    // The first start reads the files from the disk.
    for (let round = -1; round < rounds; round += 1) {
      const ms = await timedStart(directory, environment);
      if (round >= 0) times.push(ms);
    }
    return [
      row(group, `${name}: the slowest of ${rounds} starts`, Math.round(Math.max(...times)), 'ms', {
        target: { most: 2_000 },
        remark: `countersign serve, until its line "listening"; median ${Math.round(median(times))} ms`,
      }),
    ];
  });
}

/** The folder has no .env, and the environment is the server's alone. */
async function timedStart(directory, environment) {
  const begin = performance.now();
  const server = spawn(process.execPath, [program, 'serve'], {
    cwd: directory,
    env: { NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    for await (const line of createInterface({ input: server.stdout }))
      if (JSON.parse(line).message === 'listening') return performance.now() - begin;
    throw new Error('The server ended before it listened.');
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}
