import { Foundation1763700000000 } from './1763700000000-foundation.js';

/** All migrations, oldest first. A migration that has shipped is never edited. */
export const migrations = [Foundation1763700000000] as const;
