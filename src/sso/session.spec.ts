import { describe, expect, test } from '@jest/globals';
import { readSession, sessionSeconds, writeSession } from './session.js';
import { clearedCookie, cookieName, readCookie, sessionCookie } from './session-cookie.js';
import { wantsJson } from '../pages/accept.js';
import { html } from '../pages/html.js';

const nowMs = 1_800_000_000_000;
const now = nowMs / 1000;

describe('the life of a session', () => {
  test.each([
    ['a token without end', null, 28_800],
    ['a token that outlives it', now + 90_000, 28_800],
    ['a token that ends sooner', now + 60, 60],
    ['a token with a fraction', now + 60.9, 60],
    ['a token that just ended', now, 0],
    ['a token within the tolerance of the clock', now - 20, -20],
  ])('%s', (_, exp, seconds) => {
    expect(sessionSeconds(nowMs, exp)).toBe(seconds);
  });

  test('reads back what it wrote, and no other form', () => {
    const session = {
      tenantId: 't',
      userId: 'u',
      configurationId: 'c',
      configurationVersion: 3,
      expiresAtSeconds: now,
    };
    expect(readSession(writeSession(session))).toEqual(session);
    for (const text of ['{}', '[]', '["t","u","c","3",1]', '["t","u","c",3]', 'null'])
      expect(readSession(text)).toBeNull();
  });
});

describe('the session cookie', () => {
  test('is out of reach for scripts, plain http and foreign forms', () => {
    expect(sessionCookie('countersign', 'abc', 60)).toBe(
      'countersign=abc; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60',
    );
    expect(clearedCookie('countersign')).toBe(
      'countersign=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0',
    );
    expect(cookieName('https://book.example')).toBe('__Host-countersign');
    expect(cookieName('http://127.0.0.1:3000')).toBe('countersign');
  });

  test.each([
    [undefined, null],
    ['', null],
    ['countersign=abc', 'abc'],
    ['a=b; countersign=abc; c=d', 'abc'],
    ['xcountersign=abc', null],
    ['countersign=abc; countersign=def', null],
    ['countersign=', null],
    ['countersign="abc"', null],
    [`countersign=${'a'.repeat(2001)}`, null],
  ])('%j holds %j', (header, value) => {
    expect(readCookie(header, 'countersign')).toBe(value);
  });
});

describe('pages', () => {
  test.each([
    [undefined, false],
    ['*/*', false],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', false],
    ['application/json', true],
    ['application/problem+json;q=0.9, */*', true],
    ['application/json, text/html', false],
  ])('Accept: %s wants JSON: %s', (accept, json) => {
    expect(wantsJson(accept)).toBe(json);
  });

  test('escape every value, and nothing twice', () => {
    const inside = html`<b>${`<script>"'&`}</b>`;
    expect(html`<p title="${'"'}">${inside}${[inside]}</p>`.text).toBe(
      '<p title="&quot;"><b>&lt;script&gt;&quot;&#39;&amp;</b><b>&lt;script&gt;&quot;&#39;&amp;</b></p>',
    );
  });
});
