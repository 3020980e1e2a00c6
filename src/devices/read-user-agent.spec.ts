import { describe, expect, it } from '@jest/globals';
import { readUserAgent } from './read-user-agent.js';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const nothing = { name: null, version: null };

describe('reading a user agent', () => {
  it('tells browser, system, kind, vendor and model', () => {
    expect(readUserAgent(iphone, {})).toEqual({
      browser: { name: 'Mobile Safari', version: '17.5' },
      os: { name: 'iOS', version: '17.5' },
      device: { type: 'mobile', vendor: 'Apple', model: 'iPhone' },
      said: {},
    });
    expect(readUserAgent(chrome, {})).toMatchObject({
      browser: { name: 'Chrome', version: '126.0.0.0' },
      os: { name: 'Windows', version: '10' },
      device: { type: 'desktop', vendor: null, model: null },
    });
  });

  it.each([
    [
      'tablet',
      'Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Safari/604.1',
    ],
    ['console', 'Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko)'],
    ['smarttv', 'Mozilla/5.0 (SMART-TV; LINUX; Tizen 5.0) AppleWebKit/537.36 Version/5.0 TV Safari/537.36'],
    ['bot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['bot', 'curl/8.5.0'],
    ['desktop', 'Mozilla/5.0 (Something; that nobody knows) Gecko/20100101 Firefox/127.0'],
  ])('tells a %s', (type, text) => {
    expect(readUserAgent(text, {}).device.type).toBe(type);
  });

  it.each([[undefined], ['']])('knows nothing where none came: %p', (header) => {
    expect(readUserAgent(header, {})).toEqual({
      browser: nothing,
      os: nothing,
      device: { type: 'desktop', vendor: null, model: null },
      said: {},
    });
  });

  it.each(['user_agent', 'userAgent', 'ua'])(
    'believes what the client says in %s before the header',
    (name) => {
      const said = { [name]: iphone, app: 'shop 4.2' };
      const info = readUserAgent('node', said);
      expect(info.device.model).toBe('iPhone');
      expect(info.said).toBe(said);
    },
  );

  it.each([[7], [null], [''], [{ toString: 1 }], [[iphone]]])(
    'falls back on the header where what the client says is no text: %p',
    (value) => {
      expect(readUserAgent(chrome, { user_agent: value }).browser.name).toBe('Chrome');
    },
  );

  it('keeps short texts that both databases can hold', () => {
    const long = `Mozilla/5.0 (Linux; Android 14; ${'M'.repeat(400)}) Chrome/${'9'.repeat(80)} ${'😀'.repeat(300)}`;
    for (const text of [long, `${'x'.repeat(499)}😀`, `Chrome/\ud800 (Linux; Android 9; \udc00)`]) {
      const { browser, os, device } = readUserAgent(text, { user_agent: text });
      const kept = [browser.name, browser.version, os.name, os.version, device.vendor, device.model];
      for (const one of kept) expect(one === null || (one.length <= 64 && one.isWellFormed())).toBe(true);
    }
  });

  it.each([
    ['one character', 'a'],
    ['spaces', ' '],
    ['digits', '1'],
    ['slashes', '/'],
    ['brackets', '('],
    ['semicolons', '; '],
    ['half a browser', 'Chrome/'],
    ['half a system', 'Mac OS X '],
    ['half a telephone', 'Android; SM-'],
    ['versions', '1.1_'],
    ['builds', 'Build/ '],
    ['languages', '; en-us'],
    ['words and spaces', 'a b '],
    ['windows', 'Windows '],
    ['tablets', 'tablet '],
    ['line ends', '\r\n'],
    ['crawlers', 'bot crawl spider '],
  ])('takes no longer for a hostile text: 64 kB of %s', (_title, piece) => {
    const hostile = piece.repeat(Math.ceil(65_536 / piece.length));
    const begun = process.cpuUsage();
    for (let times = 0; times < 20; times += 1) {
      readUserAgent(hostile, {});
      readUserAgent(`Mozilla/5.0 (Linux; Android 14; ${hostile}`, { ua: `Mozilla/5.0 (${hostile}` });
    }
    const { user, system } = process.cpuUsage(begun);
    // 40 readings: catastrophic backtracking takes seconds for one.
    expect((user + system) / 1000).toBeLessThan(1_000);
  });
});
