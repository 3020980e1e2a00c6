import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../common/problem.js';
import { whyUnreachable } from './unreachable.js';

const url = 'postgres://u:h%40sh@db.example/shop';
const failure = (message: string, code?: string) => Object.assign(new Error(message), code && { code });

describe('why a database cannot be reached', () => {
  it.each([
    [failure('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), 'nothing listens there'],
    [
      new Problem('database_unavailable', { cause: failure('getaddrinfo ENOTFOUND x', 'ENOTFOUND') }),
      'there is no such host',
    ],
    // Every address of a host refused: Node.js gives such an error a code and no message.
    [failure('', 'ECONNREFUSED'), 'nothing listens there'],
    [failure('password authentication failed for user "u"', '28P01'), 'it refuses the user or the password'],
    [failure('The server does not support SSL connections'), 'The server does not support SSL connections'],
    [failure('cannot use "h@sh"'), 'it refuses the connection'],
    [failure('cannot use u:h%40sh'), 'it refuses the connection'],
  ])('%s is told as %j', (error, words) => {
    expect(whyUnreachable(error, url)).toBe(words);
  });

  it('a password in the query is kept back too', () => {
    expect(whyUnreachable(failure('no "hush"'), 'postgres://u@db/x?password=hush')).not.toContain('hush');
    expect(whyUnreachable(failure('no "hu%zz+"'), 'postgres://u:hu%zz+@db/x')).not.toContain('hu%zz');
  });
});
