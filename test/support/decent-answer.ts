import { expect } from '@jest/globals';
import { errorCatalogue, type ErrorCode } from '../../src/common/error-catalogue.js';
import type { Received } from './sent.js';

/** What no answer says, to whoever asks: where the code lies, what the database was asked, what the runtime threw. */
const inside =
  /node_modules|\bat \S+ \(|\bat (?:async|new) |\.[cm]?[jt]s:\d|SQLITE|QueryFailed|syntax error|violates|SELECT .* FROM|INSERT INTO|TypeError|RangeError|Cannot read prop|is not a function|ECONN|\/src\/|\/home\/|-----BEGIN|\[object Object\]|\bundefined\b/;

/**
 * The promises that every answer keeps, whatever was asked (contract 0, "Errors"): no 5xx, problem+json with a code of the catalogue and the
 * request's id, or a page, and not a word about the inside. Throws with `asked`, which tells how to ask again.
 */
export function expectDecent({ status, headers, text }: Received, asked: unknown): void {
  const type = String(headers['content-type'] ?? '').replace(/;.*$/, '');
  const say = (facts: object) => ({ ...facts, asked });
  expect(say({ status, decent: status >= 200 && status < 500, text: status < 500 ? '' : text })).toEqual(
    say({ status, decent: true, text: '' }),
  );
  const words = type === 'text/javascript' ? '' : text;
  expect(say({ found: inside.exec(words)?.[0] ?? null })).toEqual(say({ found: null }));
  expect(say({ sniffing: headers['x-content-type-options'] })).toEqual(say({ sniffing: 'nosniff' }));
  expect(say({ id: typeof headers['x-request-id'] })).toEqual(say({ id: 'string' }));
  if (status < 400 || text === '' || type === 'text/html') return;
  expect(say({ type })).toEqual(say({ type: 'application/problem+json' }));
  const problem = JSON.parse(text) as Record<string, unknown> & { code: ErrorCode };
  const { code, detail } = problem;
  expect(say({ ...problem, errors: undefined })).toMatchObject({
    type: `/docs/errors#${code}`,
    title: errorCatalogue[code]?.title,
    status: errorCatalogue[code]?.status,
    request_id: headers['x-request-id'],
    detail: expect.stringMatching(/\S/),
    error: detail,
  });
  expect(say({ status })).toEqual(say({ status: problem['status'] }));
  if (status === 422 && code === 'validation_failed')
    expect(say({ fields: Object.keys(problem['errors'] as object).length > 0 })).toEqual(
      say({ fields: true }),
    );
}

/** Names of members that something put into objects that every value of the process inherits from. */
export const pollution = (): string[] =>
  [
    ['Object', Object.prototype],
    ['Array', Array.prototype],
    ['Function', Function.prototype],
    ['String', String.prototype],
    // The runtime's own modules have an Object of their own beside that of the test.
    ['process', Object.getPrototypeOf(process.versions) as object],
  ].flatMap(([name, prototype]) =>
    Reflect.ownKeys(prototype as object)
      .map((key) => `${name as string}.${String(key)}`)
      .sort(),
  );
