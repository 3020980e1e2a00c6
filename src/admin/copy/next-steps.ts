import { dirname, join } from 'node:path';
import type { Configuration } from '../../config/configuration.js';

/** What is left to do for a person after a copy. */
export function nextSteps({
  masterKey,
  database,
}: Pick<Configuration, 'masterKey' | 'database'>): readonly string[] {
  const keyStep =
    masterKey === null && database.dialect === 'sqlite'
      ? `Give the server the same master key: COUNTERSIGN_MASTER_KEY_FILE=${join(dirname(database.file), 'master.key')}, or what stands in this file as COUNTERSIGN_MASTER_KEY. Without it no stored secret opens.`
      : 'Keep COUNTERSIGN_MASTER_KEY as it is. With another key no stored secret opens.';
  return [
    keyStep,
    'Set DATABASE_URL to the URL that you gave.',
    'Look with "countersign doctor", then start with "countersign serve".',
    'Keep the old database until you have seen that all is well, and let no server write to it.',
  ];
}
