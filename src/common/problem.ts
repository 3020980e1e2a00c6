import { errorCatalogue, type ErrorCode } from './error-catalogue.js';

export interface ProblemOptions {
  /** For the client: what is wrong and what to do. Never names a check that a stranger could probe. */
  readonly detail?: string;
  /** For logs and tools only. */
  readonly reason?: string;
  /** 422: what is wrong with which field. */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  /** 404: the name of what is missing, as Timekit's clients expect it. */
  readonly model?: string;
  readonly retryAfterSeconds?: number;
  /** Further public members of the answer. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The only error that features throw at clients; one filter turns it into RFC 9457 problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ErrorCode,
    readonly options: ProblemOptions = {},
  ) {
    super(options.reason ?? options.detail ?? code, { cause: options.cause });
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** One field is wrong: 422. */
export const invalid = (field: string, message: string): Problem =>
  new Problem('validation_failed', { errors: { [field]: [message] } });

/** Missing, or another tenant's, or out of the caller's sight: one answer. */
export const notFound = (model: string): Problem => new Problem('not_found', { model });
