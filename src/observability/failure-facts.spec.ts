import { describe, expect, it } from '@jest/globals';
import { failureFacts } from './failure-facts.js';

const mark = 'MARK-ann@example.com';

describe('what the log says about an unexpected error', () => {
  it('is its kind and place, not its message', () => {
    const facts = failureFacts(new TypeError(`cannot use ${mark}`));
    expect(facts.type).toBe('TypeError');
    expect(facts.frames[0]).toMatch(/^at .*failure-facts\.spec/);
    expect(JSON.stringify(facts)).not.toContain('MARK');
  });

  it('holds no line of the message that looks like a frame', () => {
    const facts = failureFacts(new Error(`first\n    at ${mark} (x.js:1:1)\nlast`));
    expect(facts.frames.length).toBeGreaterThan(0);
    expect(JSON.stringify(facts)).not.toContain('MARK');
  });

  it('leaves the stack out where the message was changed after it was taken', () => {
    const error = new Error(`before\n  at ${mark}`);
    void error.stack;
    error.message = 'after';
    expect(failureFacts(error).frames).toEqual([]);
  });

  it('names code, table and constraint of a database error, and none of its values', () => {
    const error = Object.assign(new Error(`duplicate ${mark}`), {
      name: 'QueryFailedError',
      query: `INSERT ${mark}`,
      parameters: [mark],
      driverError: {
        code: '23505',
        constraint: 'users_external',
        table: 'users',
        detail: `Key (email)=(${mark})`,
      },
    });
    expect(failureFacts(error)).toMatchObject({
      type: 'QueryFailedError',
      code: '23505',
      constraint: 'users_external',
      table: 'users',
    });
    expect(JSON.stringify(failureFacts(error))).not.toContain('MARK');
  });

  it('takes no text of a code, a name or a thrown value that has not the form of a name', () => {
    expect(failureFacts({ name: `is ${mark}`, code: mark, message: mark })).toEqual({
      type: 'Error',
      frames: [],
    });
    expect(failureFacts(mark)).toEqual({ type: 'string', frames: [] });
    expect(failureFacts(null)).toEqual({ type: 'object', frames: [] });
  });
});
