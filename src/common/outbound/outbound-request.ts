import type { AddressResolver } from './address-resolver.js';

export interface GuardedFetchOptions {
  /** Lets `http` and special-use addresses through. Off for anything that faces the internet. */
  readonly allowPrivate: boolean;
  /** For the whole answer: name, connection, headers and body together. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Defaults to the name servers, or to the operating system when private addresses are allowed. */
  readonly resolve?: AddressResolver;
  /** Certificates to trust in place of the built-in ones (PEM). */
  readonly ca?: string;
}

export interface GuardedRequest {
  /** Sent as `If-None-Match`; only then is 304 an answer. */
  readonly etag?: string | undefined;
  readonly accept?: string;
  /** Ends the request early with the reason `closed`. */
  readonly signal?: AbortSignal;
}

export type GuardedAnswer =
  | {
      readonly status: 200;
      readonly body: Buffer;
      readonly etag: string | undefined;
      readonly cacheControl: string | undefined;
    }
  | { readonly status: 304; readonly etag: string | undefined; readonly cacheControl: string | undefined };
