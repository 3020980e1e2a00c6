import type { JsonObject } from '../../common/free-form.js';

/** What a template's tokens claim; `exp` and `expires_in` exclude each other. */
export interface TemplateClaims {
  readonly aud: string | readonly string[];
  /** Unix seconds: every token ends then. */
  readonly exp?: number | undefined;
  /** Seconds from the minting. */
  readonly expires_in?: number | undefined;
  readonly methods?: readonly string[] | undefined;
  /** Pinned query parameters. */
  readonly query?: JsonObject | undefined;
}
