/**
 * Tokens for the pages of a site, made while the site is built: by this program itself, from templates in a file, or by a server, from
 * the templates that it keeps. Both answer the same. docs/minted-tokens.md is the guide.
 */
import { readPagesConfig as read } from './config.js';
import { offlineTokens } from './offline.js';
import { serverTokens } from './server.js';

export { PagesError } from './pages-error.js';

export interface PageToken {
  readonly token: string;
  /** RFC 3339; null where the token lasts as long as its key. */
  readonly expires_at: string | null;
}

/** By page, and by the name of the template. Every page that was asked for is there, with `{}` where no template is for it. */
export type PageTokens = Readonly<Record<string, Readonly<Record<string, PageToken>>>>;

/** As `PUT /v2/token-templates/{name}` takes it. */
export interface PageTemplate {
  readonly name: string;
  /** Id of the API key that signs. */
  readonly kid: string;
  readonly claims: {
    readonly aud: string | readonly string[];
    /** Unix seconds, or RFC 3339; excludes `expires_in`. */
    readonly exp?: number | string;
    /** Seconds from the minting. */
    readonly expires_in?: number;
    readonly methods?: readonly string[];
    readonly query?: Readonly<Record<string, unknown>>;
  };
  /** An RE2 expression over whole page paths; left out, every page is meant. */
  readonly scope?: string | null;
}

/** Where a secret is kept: in a variable of the environment, never in the file. */
export interface SecretPlace {
  readonly env: string;
}

/** Templates of this file, signed here; nothing is asked of anybody. */
export interface OfflineConfig {
  readonly templates: readonly PageTemplate[];
  /** Where the secret of each key is kept, by the key's id. */
  readonly secrets: Readonly<Record<string, SecretPlace>>;
}

/** A server's templates, signed by it. */
export interface ServerConfig {
  /** Its address, such as `https://countersign.example`. */
  readonly server: string;
  readonly apiKey: SecretPlace;
}

export type PagesConfig = OfflineConfig | ServerConfig;

/** What a file says, by default `countersign.pages.json` of the working directory. Throws PagesError where it says something else. */
export function readPagesConfig(file: string = 'countersign.pages.json'): PagesConfig {
  return read(file);
}

/**
 * The tokens of these pages. `nowMs` is the moment of minting where there is no server, Unix milliseconds. Throws PagesError, and names
 * the template where one is wrong.
 */
export async function pageTokens(
  paths: readonly string[],
  config: PagesConfig = readPagesConfig(),
  nowMs: number = Date.now(),
): Promise<PageTokens> {
  return 'server' in config ? serverTokens(paths, config) : offlineTokens(paths, config, nowMs);
}
