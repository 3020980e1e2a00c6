import { describe, expect, it } from '@jest/globals';
import { noPolicies } from '../schedule/policies.js';
import { listsOf, modeOf, policiesOf } from './booking-rules.js';

const minute = 60_000;
const project = (members: object = {}) => ({
  availability: {},
  availabilityConstraints: [],
  policies: {},
  ...members,
});
const resource = (members: object = {}) => ({
  id: 'r',
  timezone: 'UTC',
  availabilityConstraints: [],
  policies: {},
  ...members,
});

describe('the policies of a booking', () => {
  it('are the resource’s where there is no project', () => {
    const policies = { buffer_after: '5 minutes', max_per_day: 2 };
    expect(policiesOf(resource({ policies }), null)).toEqual({
      ...noPolicies,
      bufferAfterMs: 5 * minute,
      maxPerDay: 2,
    });
  });

  it('are member by member the stricter of resource and project', () => {
    const own = {
      buffer_before: '1 minute',
      buffer_after: '9 minutes',
      min_booking_notice: '1 hour',
      max_per_day: 5,
    };
    const theirs = {
      buffer_before: '2 minutes',
      min_booking_notice: '30 minutes',
      max_per_day: 3,
      min_cancel_notice: '1 day',
    };
    expect(policiesOf(resource({ policies: own }), project({ policies: theirs }))).toEqual({
      bufferBeforeMs: 2 * minute,
      bufferAfterMs: 9 * minute,
      minBookingNoticeMs: 60 * minute,
      maxBookingWindowMs: null,
      minCancelNoticeMs: 24 * 60 * minute,
      maxPerDay: 3,
    });
  });

  it('have the project’s buffer on both sides, where it is the longer', () => {
    const policies = { buffer_before: '1 hour', buffer_after: '1 minute' };
    const buffered = project({ availability: { buffer: '20 minutes' } });
    expect(policiesOf(resource({ policies }), buffered)).toMatchObject({
      bufferBeforeMs: 60 * minute,
      bufferAfterMs: 20 * minute,
    });
  });

  it.each([null, undefined, 20, '', 'soon', '1 month', '-5 minutes'])('have no buffer of %j', (buffer) => {
    expect(policiesOf(resource(), project({ availability: { buffer } }))).toEqual(noPolicies);
  });
});

describe('the mode of a booking', () => {
  it.each(['roundrobin_random', 'roundrobin_prioritized', 'mutual', 'exclusive'])(
    'is %s where the project says so',
    (mode) => {
      expect(modeOf(project({ availability: { mode } }))).toBe(mode);
    },
  );

  it.each([null, undefined, 'Mutual', 7, '__proto__'])(
    'is round robin by chance where the project says %j',
    (mode) => {
      expect(modeOf(project({ availability: { mode } }))).toBe('roundrobin_random');
    },
  );

  it('is round robin by chance without a project', () => expect(modeOf(null)).toBe('roundrobin_random'));
});

describe('the lists of a booking', () => {
  const [one, two, three] = [[{ block_weekends: {} }], [{ allow_weekdays: {} }], [{ block_weekdays: {} }]];

  it('are the resource’s and both of the project’s', () => {
    const own = resource({ availabilityConstraints: one });
    const theirs = project({ availabilityConstraints: two, availability: { constraints: three } });
    expect(listsOf(own, theirs)).toEqual([one, two, three]);
    expect(
      listsOf(own, project({ availabilityConstraints: two, availability: { constraints: null } })),
    ).toEqual([one, two]);
    expect(listsOf(own, null)).toEqual([one]);
  });
});
