import { isbot } from 'isbot';

export type UserAgentClass = 'browser' | 'automated' | 'none';

/** What kind of program touches a link, by what it says of itself; the text itself is not kept. */
export function userAgentClass(userAgent: string | undefined): UserAgentClass {
  if (userAgent === undefined || userAgent.trim() === '') return 'none';
  return isbot(userAgent) ? 'automated' : 'browser';
}
