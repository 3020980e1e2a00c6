import { describe, expect, it } from '@jest/globals';
import type { DeviceStream } from './device-stream.js';
import { OpenStreams } from './open-streams.js';

const stream = (tenantId: string, deviceId: string) => ({ tenantId, deviceId }) as DeviceStream;

describe('the streams of a process', () => {
  const [one, two, other, foreign] = [
    stream('t1', 'd1'),
    stream('t1', 'd1'),
    stream('t1', 'd2'),
    stream('t2', 'd1'),
  ];

  it('are found by tenant and device, the oldest first', () => {
    const streams = new OpenStreams();
    for (const each of [one, two, other, foreign]) streams.add(each);
    expect(streams.of('t1', 'd1')).toEqual([one, two]);
    expect(streams.of('t2', 'd2')).toEqual([]);
    expect([streams.has('t2', 'd1'), streams.has('t2', 'd2')]).toEqual([true, false]);
    expect([streams.all('t1').length, streams.all().length, streams.size]).toEqual([3, 4, 4]);
    expect([...streams.walk()]).toEqual(streams.all());
    expect(streams.devices()).toEqual([
      ['t1', ['d1', 'd2']],
      ['t2', ['d1']],
    ]);
  });

  it('are forgotten once, and nothing of their device or tenant is kept', () => {
    const streams = new OpenStreams();
    for (const each of [one, two, foreign]) streams.add(each);
    for (const each of [one, one, other, foreign]) streams.remove(each);
    expect([streams.of('t1', 'd1'), streams.size]).toEqual([[two], 1]);
    streams.remove(two);
    expect([streams.devices(), streams.all(), streams.size]).toEqual([[], [], 0]);
  });
});
