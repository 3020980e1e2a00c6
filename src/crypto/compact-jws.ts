import { Buffer } from 'node:buffer';
import { readKid, type KidReading } from './kid.js';
import { readJsonObject, type JsonObject, type JsonRefusal } from './strict-json.js';

/** Longest token that is looked at, in bytes. */
export const LONGEST_TOKEN_BYTES = 16 * 1024;

/** What makes a token unreadable; for logs and `explain`, never with a piece of the token in it. */
export type MalformedDetail =
  | 'not_text'
  | 'too_long'
  | 'not_three_parts'
  | 'header_not_base64url'
  | 'payload_not_base64url'
  | 'signature_not_base64url'
  | `header_${JsonRefusal}`
  | `payload_${JsonRefusal}`;

/** A token whose form is right. Nothing in it is proven. */
export interface CompactJws {
  /** Deeply frozen and without a prototype; the same object for every token with the same header. */
  readonly header: JsonObject;
  readonly kid: KidReading;
  readonly payload: JsonObject;
  /** The ASCII text whose bytes the signature covers (RFC 7515 section 5.2). */
  readonly signingInput: string;
  readonly signature: Buffer;
}

export type CompactJwsReading =
  { readonly ok: CompactJws } | { readonly refused: 'token_malformed'; readonly detail: MalformedDetail };

interface HeaderReading {
  readonly header: JsonObject;
  readonly kid: KidReading;
}

/** Every token of a merchant's key carries the same header text: it is read once. */
const headersRead = new Map<string, HeaderReading>();
const MOST_HEADERS_KEPT = 512;
const LONGEST_HEADER_KEPT = 1024;

/**
 * Reads a JWS in compact form (RFC 7515 section 7.1) strictly: at most {@link LONGEST_TOKEN_BYTES}, three non-empty
 * parts in canonical base64url (no padding, no foreign character, no stray bits at the end), header and payload each
 * one JSON object as {@link readJsonObject} demands. Never throws, whatever the text.
 */
export function readCompactJws(token: string): CompactJwsReading {
  if (typeof token !== 'string') return malformed('not_text');
  if (token.length > LONGEST_TOKEN_BYTES) return malformed('too_long');
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (first < 1 || second < first + 2 || second === token.length - 1 || token.includes('.', second + 1)) {
    return malformed('not_three_parts');
  }
  const headerPart = token.slice(0, first);
  let head = headersRead.get(headerPart);
  if (head === undefined) {
    const reading = readHeader(headerPart);
    if (typeof reading === 'string') return malformed(reading);
    head = reading;
  }
  const payloadPart = token.slice(first + 1, second);
  const payloadBytes = decodeToScratch(payloadPart);
  if (payloadBytes < 0) return malformed('payload_not_base64url');
  const payload = readJsonObject(scratch, payloadBytes);
  if ('refused' in payload) return malformed(`payload_${payload.refused}`);
  const signature = decodeCanonical(token.slice(second + 1));
  if (signature === undefined) return malformed('signature_not_base64url');
  return {
    ok: {
      header: head.header,
      kid: head.kid,
      payload: payload.ok,
      signingInput: token.slice(0, second),
      signature,
    },
  };
}

function malformed(detail: MalformedDetail): CompactJwsReading {
  return { refused: 'token_malformed', detail };
}

/** Node decodes leniently; what encodes back to the same text was canonical. */
function decodeCanonical(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

/** Payload bytes are needed during one synchronous call only: decoding in place saves an allocation per token. */
const scratch = Buffer.allocUnsafeSlow(LONGEST_TOKEN_BYTES);

/** Number of bytes now at the start of {@link scratch}, -1 when the text is not canonical. */
function decodeToScratch(part: string): number {
  const length = scratch.write(part, 0, 'base64url');
  return scratch.toString('base64url', 0, length) === part ? length : -1;
}

function readHeader(part: string): HeaderReading | MalformedDetail {
  const bytes = decodeCanonical(part);
  if (bytes === undefined) return 'header_not_base64url';
  const json = readJsonObject(bytes);
  if ('refused' in json) return `header_${json.refused}`;
  const header = deepFreeze(Object.assign(Object.create(null) as object, json.ok)) as JsonObject;
  const reading = Object.freeze({ header, kid: Object.freeze(readKid(header, json.text)) });
  if (part.length <= LONGEST_HEADER_KEPT) {
    if (headersRead.size >= MOST_HEADERS_KEPT) headersRead.clear();
    // A slice would keep the whole token alive: the key is a copy.
    headersRead.set(bytes.toString('base64url'), reading);
  }
  return reading;
}

function deepFreeze(value: object): object {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member as object);
  }
  return Object.freeze(value);
}
