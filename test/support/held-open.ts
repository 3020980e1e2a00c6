import type { WriteTransaction } from '../../src/database/access.js';
import type { TestServer } from './test-server.js';

/** A transaction whose work is done, and that ends when it is told to. */
export interface HeldOpen {
  commit(): Promise<void>;
}

/** Resolves when the work is done in a transaction that is left open. Nothing is committed before {@link HeldOpen.commit}. */
export function heldOpen(
  { database }: Pick<TestServer, 'database'>,
  work: (transaction: WriteTransaction) => Promise<unknown>,
): Promise<HeldOpen> {
  return new Promise((resolve, reject) => {
    const committed = database.write(async (transaction) => {
      await work(transaction);
      await new Promise<void>((goOn) => {
        resolve({
          commit: () => {
            goOn();
            return committed;
          },
        });
      });
    });
    committed.catch(reject);
  });
}
