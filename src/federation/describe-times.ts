import type { TimeClaims, TimeRules } from '../crypto/claims.js';

/** The times of a token and what they are held against, for operators. */
export function describeTimes({ times, rules }: { times: TimeClaims; rules: TimeRules }): string {
  const said = Object.entries(times).flatMap(([claim, seconds]) =>
    seconds === undefined ? [] : [`${claim} ${new Date(Number(seconds) * 1000).toISOString()}`],
  );
  return `${said.length === 0 ? 'no time claims' : said.join(', ')}; tolerance ${rules.clockToleranceSeconds} s`;
}
