/** What is wrong with which member of an operator's input. */
export interface Refusal {
  /** Where it stands: `slug`, `settings.device_limit`, or in a seed file `tenants[0].api_keys[1].secret`. */
  readonly path: string;
  /** What is wrong and what to do; never holds a secret. */
  readonly reason: string;
}

/** An operator's command that cannot be carried out as given; nothing of it was written. The command line and seed files print it. */
export class AdminRefused extends Error {
  override readonly name = 'AdminRefused';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`)).join('\n'));
    this.refusals = refusals;
  }
}

/** One thing is wrong. */
export const refused = (path: string, reason: string): AdminRefused => new AdminRefused([{ path, reason }]);
