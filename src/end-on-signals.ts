import cluster from 'node:cluster';
import { constants } from 'node:os';
import type { INestApplicationContext } from '@nestjs/common';
import { failureFacts } from './observability/failure-facts.js';
import type { Observation } from './observability/observation.js';

/** Ten seconds for running requests, and what the database needs to close. */
const patienceMs = 15_000;

/**
 * SIGTERM and SIGINT end the process in good order (contract 7, "Limits and shutdown"): exit code 0, or 1 where it took
 * longer than 15 s. A second signal ends it at once. What nobody caught ends it too, with a line that quotes nothing.
 */
export function endOnSignals(app: INestApplicationContext, { log, flush, settled }: Observation): void {
  let ending = false;
  const exit = (code: number): never => {
    flush();
    process.exit(code);
  };
  const end = async (): Promise<void> => {
    setTimeout(() => exit(1), patienceMs).unref();
    try {
      await app.close();
      log.info('ended');
      await settled();
      exit(0);
    } catch (error) {
      log.error({ failure: failureFacts(error) }, 'not ended in good order');
      await settled();
      exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // Ctrl-C reaches every process of a terminal; workers are told by the process that supervises them.
      if (signal === 'SIGINT' && cluster.isWorker) return;
      if (ending) exit(128 + constants.signals[signal]);
      ending = true;
      log.info({ signal }, 'shutting down');
      void end();
    });
  }
  process.on('uncaughtException', (error) => {
    log.fatal({ failure: failureFacts(error) }, 'uncaught');
    exit(1);
  });
}
