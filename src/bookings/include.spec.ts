import { describe, expect, it } from '@jest/globals';
import { readInclude } from './include.js';

const read = (text: string | undefined, caller: 'app' | 'user' = 'app') => [...readInclude(text, caller)];

describe('include', () => {
  it('is a comma list whose unknown names are ignored', () => {
    expect(read('project, event,attributes,nothing,,Project')).toEqual(['event', 'project']);
    expect(read(undefined)).toEqual([]);
  });

  it('of a part of a part answers the whole that it is in', () => {
    expect(read('project.resources')).toEqual(['project']);
    expect(read('owner_booking.event.start,nothing.project')).toEqual(['owner_booking']);
  });

  it('answers the history to the merchant’s server alone', () => {
    expect(read('history,history.by,user')).toEqual(['user', 'history']);
    expect(read('history,history.by,user', 'user')).toEqual(['user']);
  });
});
