import { BearerTokens } from '../../src/auth/bearer-tokens.js';
import type { TestServer } from './test-server.js';

/** Until the echoes of all changes so far have been heard, which end remembered tokens: on SQLite they come with the next look, half a second later. */
export async function untilQuiet({ app }: TestServer): Promise<void> {
  const { remembered } = app.get(BearerTokens);
  for (let moment = -1; moment !== remembered.moment;) {
    moment = remembered.moment;
    await new Promise((wake) => setTimeout(wake, 1_200));
  }
}
