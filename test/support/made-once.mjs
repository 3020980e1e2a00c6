import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';

/**
 * The folder, which whoever needs it first makes and all others find whole: `make(folder)` fills one that nobody else sees, which then
 * takes its name. Suites beside each other may make it twice and never see half of it.
 * @param {string} directory
 * @param {(unfinished: string) => void} make
 * @returns {string} the directory
 */
export function madeOnce(directory, make) {
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}-${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  make(unfinished);
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    // Another one was faster.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
  return directory;
}
