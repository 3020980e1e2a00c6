import type { Problem } from '../common/problem.js';

/** A refusal as touches of a link name it. */
export const touchOutcome = ({ code }: Problem): string =>
  code === 'link_used' ? 'used' : `refused:${code}`;
