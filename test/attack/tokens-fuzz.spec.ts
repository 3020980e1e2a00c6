import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertAmply, fuzzBounds } from '../support/fuzz-bounds.js';
import { changedToken, tokenChanges, type TokenChange } from '../support/token-changes.js';
import { joseTakes } from '../support/token-judge.js';
import {
  goodToken,
  isTaken,
  openTokenWorld,
  type TokenKind,
  type TokenWorld,
} from '../support/token-kinds.js';

const boundedMs = 8_000;
/** Asked at once: as many requests as keep one server busy. */
const mostAtOnce = 32;

let world: TokenWorld;

beforeAll(async () => {
  world = await openTokenWorld();
});
afterAll(() => world.close());

describe('a token of any kind', () => {
  it('opens its door as it was made, and jose takes it', async () => {
    for (const kind of world.kinds) {
      const { status, body } = await kind.knock(goodToken(kind));
      expect([kind.name, status, body?.code]).toEqual([kind.name, 200, undefined]);
      expect([kind.name, await joseTakes(world.keys, kind, goodToken(kind))]).toEqual([kind.name, true]);
    }
  });

  const { parameters, timeoutMs } = fuzzBounds<[[number, TokenChange][]]>(boundedMs);
  it(
    'that jose refuses is never taken, however it was changed, and none makes the server fail',
    async () => {
      let taken = 0;
      const tries = async (kind: TokenKind, token: string) => {
        let answer = await kind.knock(token);
        // Of too many at once with one configuration's keys the last are sent away unread.
        while (answer.body?.code === 'verification_busy') answer = await kind.knock(token);
        const say = { kind: kind.name, token, status: answer.status, code: answer.body?.code };
        expect({ ...say, failed: answer.status >= 500 }).toEqual({ ...say, failed: false });
        if (!isTaken(answer)) return;
        taken += 1;
        expect({ ...say, jose: await joseTakes(world.keys, kind, token) }).toEqual({ ...say, jose: true });
      };
      const someKind = fc.nat({ max: world.kinds.length - 1 });
      const tokens = fc.array(fc.tuple(someKind, tokenChanges), {
        minLength: 1,
        maxLength: mostAtOnce,
        size: 'max',
      });
      const holds = fc.asyncProperty(tokens, async (all) => {
        await Promise.all(
          all.map(([index, change]) => {
            const kind = world.kinds[index] as TokenKind;
            return tries(kind, changedToken(kind, change));
          }),
        );
      });
      await assertAmply(holds, parameters, () => taken > 10);
      expect(taken).toBeGreaterThan(10);
    },
    timeoutMs,
  );
});
