import type { ReadAccess } from './access.js';

/** Which of the two databases answers; for what the two say differently. */
export const isPostgres = ({ manager }: Pick<ReadAccess, 'manager'>): boolean =>
  manager.connection.options.type === 'postgres';
