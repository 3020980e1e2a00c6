import type { JsonObject } from '../../common/free-form.js';

/** What a template's tokens claim; `exp` and `expires_in` exclude each other. */
export interface TemplateClaims {
  readonly aud: string | readonly string[];
  /** Unix seconds: every token ends then. */
  readonly exp?: number;
  /** Seconds from the minting. */
  readonly expires_in?: number;
  readonly methods?: readonly string[];
  /** Pinned query parameters. */
  readonly query?: JsonObject;
}
