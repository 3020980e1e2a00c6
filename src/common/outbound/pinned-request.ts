import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { ResolvedAddress } from './address-resolver.js';
import type { GuardedAnswer, GuardedFetchOptions, GuardedRequest } from './outbound-request.js';
import { OutboundRefused } from './outbound.errors.js';

const LONGEST_ETAG = 256;

/**
 * Sends the GET to one of `addresses` and reads its answer.
 *
 * The connection is made for this request and closed after it: a pooled one could have been made for a name that
 * has since moved.
 *
 * @throws OutboundRefused and nothing else.
 */
export function requestPinned(
  url: URL,
  addresses: readonly ResolvedAddress[],
  request: GuardedRequest,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<GuardedAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(url, {
      ...connection(addresses),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      // Written out so that no environment variable can switch certificate checks off.
      rejectUnauthorized: true,
      headers: requestHeaders(request),
    });

    const abandon = (reason: unknown): void => {
      signal.removeEventListener('abort', stop);
      reject(reason instanceof OutboundRefused ? reason : new OutboundRefused(failureOf(reason)));
      outgoing.destroy();
    };
    const stop = (): void => abandon(signal.reason);
    signal.addEventListener('abort', stop, { once: true });

    // Stays attached after the promise has settled: a destroyed request may still report an error.
    outgoing.on('error', abandon);
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      abandon(new OutboundRefused('status_not_200', response.statusCode));
    });
    outgoing.on('response', (response) => {
      response.on('error', abandon);
      readAnswer(response, request.etag !== undefined, options.maxBytes).then((answer) => {
        signal.removeEventListener('abort', stop);
        resolve(answer);
        outgoing.destroy();
      }, abandon);
    });
    outgoing.end();
  });
}

/** What `net.connect` takes beyond the options that the types of `http.request` know. */
interface ConnectionOptions extends RequestOptions {
  readonly autoSelectFamily: boolean;
  readonly autoSelectFamilyAttemptTimeout: number;
}

function connection(addresses: readonly ResolvedAddress[]): ConnectionOptions {
  const pinned: LookupFunction = (_name, { all }, done) => {
    const [first] = addresses;
    if (all === true) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family);
  };
  return {
    method: 'GET',
    agent: false,
    lookup: pinned,
    maxHeaderSize: 16_384,
    // Of several addresses, each but the last is given up on after this long.
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 800,
  };
}

function requestHeaders(request: GuardedRequest): Record<string, string> {
  return {
    accept: request.accept ?? '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'countersign',
    ...(request.etag === undefined ? {} : { 'if-none-match': request.etag }),
  };
}

async function readAnswer(
  response: IncomingMessage,
  conditional: boolean,
  maxBytes: number,
): Promise<GuardedAnswer> {
  const status = response.statusCode ?? 0;
  const validators = {
    etag: usableEtag(response.headers.etag),
    cacheControl: response.headers['cache-control'],
  };
  if (status === 304 && conditional) return { status, ...validators };
  if (status >= 300 && status < 400 && status !== 304) throw new OutboundRefused('redirected', status);
  if (status !== 200) throw new OutboundRefused('status_not_200', status);
  // A few compressed bytes can stand for gigabytes; identity was asked for, so anything else is refused unread.
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new OutboundRefused('encoded');
  return { status, body: await boundedBody(response, maxBytes), ...validators };
}

async function boundedBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw new OutboundRefused('too_large');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new OutboundRefused('too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The ETag if it can be sent back as it came (RFC 9110 section 8.8.3), otherwise none. */
function usableEtag(etag: string | undefined): string | undefined {
  if (etag === undefined || etag.length > LONGEST_ETAG) return undefined;
  return /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(etag) ? etag : undefined;
}

/** Node names TLS failures by certificate codes (CERT_…, SELF_SIGNED_…, UNABLE_TO_…) or ERR_TLS_/ERR_SSL_. */
function failureOf(error: unknown): 'tls_failed' | 'connection_failed' {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return 'connection_failed';
  return /^(?:ERR_TLS|ERR_SSL|CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/.test(code)
    ? 'tls_failed'
    : 'connection_failed';
}
