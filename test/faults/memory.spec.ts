import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultHouse } from '../support/fault-house.js';
import { expectOnceEach } from '../support/once-each.js';
import { until } from '../support/until.js';
import { WriteLoad } from '../support/write-load.js';

const megabyte = 1_000_000;
/** Three quarters of a gigabyte, from strangers. */
const strangers = 400;
const bodyBytes = 1.9 * megabyte;
/** A server in a small container: its heap, 96 MiB of bodies, and what Node.js and the libraries take. */
const heapMegabytes = 256;
const mostResidentBytes = 700 * megabyte;

describe('a server with little memory', () => {
  let house: FaultHouse;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    house = await FaultHouse.open({
      environment: { NODE_OPTIONS: `--max-old-space-size=${heapMegabytes}` },
    });
    await house.start();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await house.close();
  });

  const residentBytes = (): number => {
    const status = readFileSync(`/proc/${house.process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
  };

  it('takes unfinished bodies up to a bound, lets go of the oldest, and serves its merchants meanwhile', async () => {
    const load = new WriteLoad(house, 4);
    const head = [
      'POST /v2/bookings/bulk HTTP/1.1',
      'Host: countersign.example',
      'Content-Type: application/json',
      `Content-Length: ${bodyBytes + 1}`,
    ];
    let closed = 0;
    const body = Buffer.alloc(bodyBytes, 'a');
    for (let index = 0; index < strangers; index += 1) {
      const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
      sockets.push(socket.on('error', () => undefined).on('close', () => (closed += 1)));
      socket.resume();
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.write(body);
    }
    let most = 0;
    await until(
      'the oldest are let go',
      () => {
        most = Math.max(most, residentBytes());
        return closed > strangers / 2;
      },
      60_000,
    );
    const { count } = load;
    await until('writes are answered', () => load.count > count + 50);
    expect(Math.max(most, residentBytes())).toBeLessThan(mostResidentBytes);
    await load.stop();
    expect(load.refused + load.cut).toBe(0);
    await expectOnceEach(house, load);
    expect(await house.end()).toBe(0);
  });
});
