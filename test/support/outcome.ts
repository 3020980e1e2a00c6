import type { Answer } from './test-server.js';

/** The answer as far as programs decide by it. */
export const outcome = ({ status, body }: Answer) => ({
  status,
  code: body.code,
  ...(body.errors && { fields: Object.keys(body.errors) }),
  ...(body.policy && { policy: body.policy }),
});

/** As much of it where no member of the body is meant: `[status, code]`. */
export const statusAndCode = ({ status, body }: Answer) => [status, body?.code];
