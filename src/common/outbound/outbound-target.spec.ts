import { describe, expect, it } from '@jest/globals';
import { readTarget } from './outbound-target.js';

describe('readTarget', () => {
  it('takes an https URL', () => {
    expect(readTarget('https://login.example.com/keys?x=1', false)).toMatchObject({
      ok: { host: 'login.example.com', hostIsAddress: false },
    });
  });

  it.each([
    ['http://login.example.com/keys', 'scheme_not_allowed'],
    ['file:///etc/passwd', 'scheme_not_allowed'],
    ['ftp://example.com/', 'scheme_not_allowed'],
    ['data:application/json,{}', 'scheme_not_allowed'],
    ['https://user@example.com/', 'url_has_credentials'],
    ['https://user:secret@example.com/', 'url_has_credentials'],
    ['https://:secret@example.com/', 'url_has_credentials'],
    ['https://example.com/#keys', 'url_has_fragment'],
    ['https://example.com/#', 'url_has_fragment'],
    ['', 'url_invalid'],
    ['keys.json', 'url_invalid'],
    ['https://', 'url_invalid'],
    ['https://./', 'url_invalid'],
    ['https://[fe80::1%25eth0]/', 'url_invalid'],
    ['https://300.1.1.1/', 'url_invalid'],
    [`https://example.com/${'a'.repeat(2048)}`, 'url_invalid'],
  ])('refuses %s with %s', (url, reason) => {
    expect(readTarget(url, false)).toEqual({ refused: reason });
  });

  it('takes http, and still no file, where private addresses are allowed', () => {
    expect(readTarget('http://localhost:4000/keys', true)).toHaveProperty('ok');
    expect(readTarget('file:///etc/passwd', true)).toEqual({ refused: 'scheme_not_allowed' });
  });

  it.each([
    ['https://2130706433/', '127.0.0.1'],
    ['https://0x7f.1/', '127.0.0.1'],
    ['https://127.1/', '127.0.0.1'],
    ['https://0177.0.0.1/', '127.0.0.1'],
    ['https://127.0.0.1./', '127.0.0.1'],
    ['https://１２７.0.0.1/', '127.0.0.1'],
    ['https://[::1]/', '::1'],
    ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
  ])('reads %s as the address %s', (url, host) => {
    expect(readTarget(url, false)).toMatchObject({ ok: { host, hostIsAddress: true } });
  });

  it('drops the final dot of a name', () => {
    expect(readTarget('https://localhost./', false)).toMatchObject({
      ok: { host: 'localhost', hostIsAddress: false },
    });
  });
});
