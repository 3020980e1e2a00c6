import { describe, expect, it } from '@jest/globals';
import { DoubtedDevices } from './doubted-devices.js';

describe('devices whose rows are to be read again', () => {
  it('are taken once, of one tenant at a time, and no more than asked for', () => {
    const doubted = new DoubtedDevices();
    doubted.add('t1', ['a', 'b', 'a', 'c']);
    doubted.add('t2', ['a']);
    expect(doubted.take(2)).toEqual({ tenantId: 't1', ids: ['a', 'b'] });
    expect(doubted.take(2)).toEqual({ tenantId: 't1', ids: ['c'] });
    expect(doubted.take(2)).toEqual({ tenantId: 't2', ids: ['a'] });
    expect(doubted.take(2)).toBeNull();
  });

  it('are doubted anew when they are added after they were taken', () => {
    const doubted = new DoubtedDevices();
    doubted.add('t1', ['a']);
    doubted.take(1);
    doubted.add('t1', ['a']);
    expect(doubted.take(1)).toEqual({ tenantId: 't1', ids: ['a'] });
  });
});
