import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Holder {
  /** Ends the process, and with it the lock. */
  release(): Promise<void>;
}

const program = `
import BetterSqlite3 from 'better-sqlite3';
const file = new BetterSqlite3(process.argv[1], { timeout: 20000 });
file.exec(process.argv[2]);
process.stdout.write('held');
process.stdin.resume();
`;

/** Another program that has run `statement`, which takes a lock, on the file, and stays. */
export async function holdSqlite(file: string, statement: string): Promise<Holder> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, file, statement], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const word = await Promise.race([once(child.stdout, 'data'), ended]);
  if (String(word[0]) !== 'held') throw new Error('The other program did not get the lock.');
  return {
    release: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
