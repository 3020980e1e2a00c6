import { expect, test } from '@jest/globals';
import { userAgentClass } from './user-agent-class.js';

test.each([
  [undefined, 'none'],
  [' ', 'none'],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'automated'],
  ['curl/8.5.0', 'automated'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'browser'],
])('%s is %s', (userAgent, expected) => {
  expect(userAgentClass(userAgent)).toBe(expected);
});
