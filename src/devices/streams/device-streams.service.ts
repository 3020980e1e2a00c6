import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../access/principal.js';
import { Clock } from '../../common/clock.js';
import { Problem } from '../../common/problem.js';
import { CONFIGURATION } from '../../config/config.module.js';
import type { Configuration } from '../../config/configuration.js';
import { onceOver } from '../../http/once-over.js';
import { isSigned } from '../calls/signed-caller.js';
import { DeviceStream } from './device-stream.js';
import { OpenStreams } from './open-streams.js';
import { lastBytes, opening } from './stream-events.js';
import { displaced, displacedBy, streamEnds, type StreamEnd } from './stream-rules.js';

/** Seconds between two signs of life on a stream. */
export const heartbeatSeconds = 25;
/** How long a client may take to fetch the last bytes. */
const leaveWithinMs = 5_000;
const leaveWithinAtShutdownMs = 500;
const retryAfterSeconds = 30;

/** The event streams that this process holds, from their first byte to their last. */
@Injectable()
export class DeviceStreams {
  readonly held = new OpenStreams();
  /** How many streams ended so since the start. */
  readonly ended = Object.fromEntries(streamEnds.map((end) => [end, 0])) as Record<StreamEnd, number>;
  /** Ended, but not fetched to the end yet: until when each may. */
  private readonly leaving = new Map<DeviceStream, number>();
  private turns = 0;
  private second = 0;
  private isClosing = false;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'maxEventStreams'>,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Streams that are open, or are being opened. */
  get open(): number {
    return this.held.size;
  }

  /** A place for one more stream, which hears from now on; it is given back when the answer closes. Throws 503 where there is none, and no stranger's to take. */
  admit(caller: Principal, deviceId: string, reply: FastifyReply): DeviceStream {
    if (this.isClosing) throw new Problem('shutting_down', { retryAfterSeconds: 1 });
    if (this.open >= this.configuration.maxEventStreams) {
      const goes = displacedBy(isSigned(caller), this.held.walk());
      if (goes === null) throw new Problem('event_streams_full', { retryAfterSeconds });
      this.end(goes, 'displaced');
    }
    const stream = new DeviceStream(caller, deviceId, (this.turns += 1), reply.raw);
    this.held.add(stream);
    onceOver(reply, () => this.closed(stream));
    // Bytes that a client is no longer there for are no failure.
    reply.raw.on('error', ignored);
    return stream;
  }

  /** Its headers are out: says the first bytes. Where the device has too many streams now, one of them ends. */
  begin(stream: DeviceStream, attachedAt: number): void {
    stream.begin(attachedAt, opening(stream.turn));
    const others = this.held.of(stream.tenantId, stream.deviceId);
    const goes = displaced(others.filter(({ isOpen }) => isOpen));
    if (goes !== null) this.end(goes, 'displaced');
  }

  /** Does nothing to a stream that ended before. One that was not begun says nothing. */
  end(stream: DeviceStream, end: StreamEnd): void {
    if (stream.isOver) return;
    stream.isOver = true;
    this.held.remove(stream);
    if (!stream.isOpen) return;
    this.ended[end] += 1;
    if (end === 'client_left') return;
    if (end === 'not_reading') return stream.cut();
    this.leaving.set(stream, this.clock.nowMs() + leaveWithinMs);
    stream.finish(lastBytes(end));
  }

  /** To be called once a second: what has an end ends, and the streams whose turn it is show that they live. */
  tick(): void {
    const nowMs = this.clock.nowMs();
    this.second = (this.second + 1) % heartbeatSeconds;
    for (const stream of this.held.all()) {
      if (!stream.isOpen) continue;
      if (stream.endsAtMs <= nowMs) this.end(stream, 'expired');
      else if (stream.turn % heartbeatSeconds === this.second && !stream.beat())
        this.end(stream, 'not_reading');
    }
    for (const [stream, untilMs] of this.leaving) {
      if (untilMs > nowMs) continue;
      this.leaving.delete(stream);
      stream.cut();
    }
  }

  /** Ends all streams, and takes no more. */
  close(): void {
    this.isClosing = true;
    for (const stream of this.held.all()) this.end(stream, 'shutdown');
    setTimeout(() => {
      for (const stream of this.leaving.keys()) stream.cut();
    }, leaveWithinAtShutdownMs).unref();
  }

  private closed(stream: DeviceStream): void {
    this.leaving.delete(stream);
    this.end(stream, 'client_left');
  }
}

const ignored = (): void => undefined;
