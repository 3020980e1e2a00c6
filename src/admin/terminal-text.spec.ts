import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { Problem } from '../common/problem.js';
import { readyCommands, readyText } from './demo/ready-commands.js';
import { durationMs } from './duration.js';
import { errorLines } from './error-lines.js';
import { printable, sheet, table } from './report.js';

describe('durationMs', () => {
  it.each([
    ['0', 0],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['8h', 28_800_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['7', null],
    ['-1d', null],
    ['1.5h', null],
    ['1d ', null],
    ['999999999w', null],
  ])('reads %j as %j', (text, ms) => expect(durationMs(text)).toBe(ms));
});

describe('tables', () => {
  it('line columns up and say when there is nothing', () => {
    expect(
      table(
        [
          { id: 'a', on: true },
          { id: 'long', on: false },
        ],
        'none',
      ),
    ).toBe('id    on\na     yes\nlong  no');
    expect(table([], 'none')).toBe('none');
    expect(sheet({ a: null, b: { c: 1 } })).toBe('a    –\nb.c  1');
  });

  it('let no text from outside move the cursor or turn the line around', () => {
    expect(printable('a\u001b[2Jb\u202ec\rd')).toBe('a\\u001b[2Jb\\u202ec\\u000dd');
    expect(printable('Ärger\nnext')).toBe('Ärger\nnext');
  });
});

describe('errorLines', () => {
  it('tells one line and no stack, whatever was thrown', () => {
    expect(errorLines(new Error('first\nsecond'))).toBe('first');
    expect(errorLines(undefined)).toBe('Something failed.');
    const cause = new Error('connect ECONNREFUSED');
    expect(errorLines(new Problem('database_unavailable', { cause }))).toBe(
      'The database cannot be used: connect ECONNREFUSED',
    );
    expect(errorLines(new Problem('validation_failed', { errors: { a: ['is wrong'] } }))).toBe('a: is wrong');
  });
});

describe('ready commands', () => {
  const demo = {
    url: 'http://127.0.0.1:3000',
    slug: 'demo',
    serverSecret: "quote'd $HOME `id`",
    widgetSecret: 'w',
    hmacToken: 'h.h.h',
    rsaToken: 'r.r.r',
    project: 'haircut',
    booking: { what: "Ann's" },
    signedSearch: {
      token: 's.s.s',
      url: 'http://127.0.0.1:3000/v2/bookings?search=x&signed_search=s.s.s',
      overviewUrl: 'http://127.0.0.1:3000/overview/demo#search=x&signed_search=s.s.s',
    },
    actionLink: 'http://127.0.0.1:3000/v2/bookings/b/external_action/cancel?signature=a.a.a',
    mintedToken: 'm.m.m',
    hasSearchPage: true,
    client: { id: 'k1', token: 't.t.t', user: 'anna' },
  };

  it('reach curl word by word as they are meant, whatever stands in them', () => {
    const [basic] = readyCommands(demo);
    const { stdout } = spawnSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${basic?.command ?? ''}`], {
      encoding: 'utf8',
    });
    expect(stdout.split('\n')).toEqual([
      '-s',
      '-u',
      `:${demo.serverSecret}`,
      'http://127.0.0.1:3000/v2/bookings',
      '',
    ]);
  });

  it('stand for every kind of credential, with the pages below', () => {
    const text = readyText(demo);
    expect(readyCommands(demo)).toHaveLength(11);
    for (const part of [
      'Bearer h.h.h',
      'Basic k1:t.t.t',
      'Bearer r.r.r',
      'Bearer m.m.m',
      '?jwt=h.h.h',
      '/sso/demo?jwt=',
      '/docs',
      '/overview/demo',
      '/overview/demo#search=x&signed_search=s.s.s',
      "'http://127.0.0.1:3000/v2/bookings?search=x&signed_search=s.s.s'",
      'external_action/cancel?signature=a.a.a',
      '/v2/accounts/demo/projects/hosted/haircut',
      '/search/demo',
    ])
      expect(text).toContain(part);
    expect(readyText({ ...demo, rsaToken: null })).not.toContain('RS256');
    expect(readyText({ ...demo, project: null })).not.toContain('hosted');
    expect(readyText({ ...demo, mintedToken: null })).not.toContain('/v2/accounts/me/search');
    expect(readyText({ ...demo, hasSearchPage: false })).not.toContain('/search/demo');
    expect(readyText({ ...demo, actionLink: null })).not.toMatch(/Action link|Cancel/);
  });
});
