import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const gibibyte = 2 ** 30;
const memory = '/dev/shm';

/**
 * Where the PostgreSQL of a run lives: in memory where that is plentiful, for making and dropping a database writes hundreds of
 * files, and there are hundreds of databases; otherwise where temporary files are.
 */
export function roomOfPostgres() {
  return process.availableMemory() >= 8 * gibibyte && freeIn(memory) >= 4 * gibibyte ? memory : tmpdir();
}

/** Bytes; 0 where there is no such place. */
function freeIn(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
