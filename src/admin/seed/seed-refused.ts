import type { Refusal } from '../../tenants/admin-refused.js';

export interface SeedRefusal extends Refusal {
  readonly file: string;
}

/** Seed files that cannot be applied; nothing was written. One line for each thing that is wrong. */
export class SeedRefused extends Error {
  override readonly name = 'SeedRefused';

  constructor(readonly refusals: readonly SeedRefusal[]) {
    super(
      refusals
        .map(({ file, path, reason }) => [file, path, reason].filter((part) => part !== '').join(': '))
        .join('\n'),
    );
  }
}
