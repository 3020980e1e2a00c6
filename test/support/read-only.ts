import { execFileSync } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';

export interface Ban {
  /** Who has a file open already may not write it any more either. */
  readonly bindsOpenFiles: boolean;
  allow(): void;
}

/**
 * Nobody writes these files and folders any more. Root may write whatever permissions say, and who has a file open goes on: so they
 * become immutable where the file system knows that and this process may say so, and lose their permission to be written elsewhere.
 */
export function forbidWriting(paths: readonly string[]): Ban {
  if (immutable('+i', paths)) return { bindsOpenFiles: true, allow: () => void immutable('-i', paths) };
  const modes = paths.map((path) => statSync(path).mode);
  for (const [index, path] of paths.entries()) chmodSync(path, (modes[index] as number) & 0o555);
  return {
    bindsOpenFiles: false,
    allow: () => {
      for (const [index, path] of paths.entries()) chmodSync(path, modes[index] as number);
    },
  };
}

function immutable(change: '+i' | '-i', paths: readonly string[]): boolean {
  try {
    execFileSync('chattr', [change, ...paths], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Words before a command line that runs under an account whose permissions count; none where this one's do. */
export const asNobody: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
