import { describe, expect, it } from '@jest/globals';
import type { CallerKind } from '../../access/principal.js';
import { readInclude } from './include.js';

const read = (text: string | undefined, caller: CallerKind = 'app') => [...readInclude(text, caller)];

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

  it.each<[CallerKind, string[]]>([
    ['app', ['user', 'project', 'history', 'customer_action_links', 'link_touches']],
    ['user', ['user', 'project', 'customer_action_links']],
    ['customer', ['project', 'customer_action_links']],
    ['action', ['project']],
    ['widget', ['user', 'project']],
  ])('answers %s what is theirs to see', (caller, names) => {
    expect(read('history,project,link_touches.at,user,customer_action_links', caller)).toEqual(names);
  });
});
