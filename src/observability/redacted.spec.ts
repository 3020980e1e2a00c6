import { describe, expect, it } from '@jest/globals';
import { redacted } from './redacted.js';

describe('text of libraries in the log', () => {
  for (const [what, text, secret] of [
    ['a JWT', 'bad token eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl here', 'eyJ'],
    ['the signature of a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['a Bearer header', 'authorization: Bearer abcdef', 'abcdef'],
    ['a Basic header', 'authorization: Basic OnNlY3JldA==', 'OnNlY3JldA'],
    ['an e-mail address', 'Key (email)=(ann@example.com) exists', 'ann@'],
    ['a parameter that holds a credential', 'GET /v2/me?jwt=abc&x=1', 'abc'],
    ['a password in an address', 'connect postgres://app:hunter2@db/x', 'hunter2'],
    ['a secret', `key ${'x'.repeat(43)} unknown`, 'xxx'],
  ] as const) {
    it(`is written without ${what}`, () => {
      expect(redacted(text)).not.toContain(secret);
      expect(redacted(text)).toContain('[redacted]');
    });
  }

  it('is left alone where it names nothing secret', () => {
    const text = 'Mapped {/v2/users/:id, GET} route for 018f3a5e-7b1c-7aaa-8bbb-0123456789ab';
    expect(redacted(text)).toBe(text);
  });
});
