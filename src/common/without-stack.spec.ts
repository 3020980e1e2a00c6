import { describe, expect, it } from '@jest/globals';
import { withoutStack } from './without-stack.js';

describe('an error without its stack', () => {
  it('says what it is and not where', () => {
    const { message, stack } = withoutStack(() => new RangeError('Too far.'));
    expect([message, stack]).toEqual(['Too far.', 'RangeError: Too far.']);
  });

  it('leaves others theirs, even where making it fails', () => {
    expect(() =>
      withoutStack(() => {
        throw new TypeError('Not made.');
      }),
    ).toThrow('Not made.');
    expect(new Error('An other').stack).toContain('without-stack.spec');
  });
});
