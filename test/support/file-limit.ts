import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** No file of the process, and of those that it started, grows beyond so many bytes; null lifts that. Throws where it cannot be limited. */
export function limitFiles(pid: number, bytes: number | null): void {
  const { uid, gid } = statSync(`/proc/${pid}`);
  // Root alone is not enough where it was not left all that root may.
  const asOwner =
    process.getuid?.() === uid ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const limit = (one: number): boolean =>
    runs([...asOwner, 'prlimit', '--pid', String(one), `--fsize=${bytes ?? 'unlimited'}:`]);
  const isLimited = limit(pid);
  for (const child of childrenOf(pid)) limit(child);
  if (bytes !== null && !isLimited) throw new Error('The files of the process cannot be limited.');
}

/** Empty, too, where the process is about to end. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function runs([program, ...words]: readonly string[]): boolean {
  try {
    execFileSync(program as string, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
