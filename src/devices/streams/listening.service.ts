import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../access/principal.js';
import { notFound } from '../../common/problem.js';
import { Database } from '../../database/database.js';
import { beginEventStream } from '../../http/event-stream.js';
import type { HttpRequest } from '../../http/request.js';
import { DeviceCalls } from '../calls/device-calls.js';
import { mayAskAbout } from '../calls/signed-caller.js';
import type { DeviceStream } from './device-stream.js';
import { DeviceStreamsRepository, type HeardDevice } from './device-streams.repository.js';
import { DeviceStreams } from './device-streams.service.js';
import { StreamWatch } from './stream-watch.service.js';

/** Opens event streams (contract 4, "event stream"). */
@Injectable()
export class Listening {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DeviceStreamsRepository) private readonly devices: DeviceStreamsRepository,
    @Inject(DeviceStreams) private readonly streams: DeviceStreams,
    @Inject(StreamWatch) private readonly watch: StreamWatch,
    @Inject(DeviceCalls) private readonly calls: DeviceCalls,
  ) {}

  /** The device as this caller may listen for it: what is another user's does not exist. Throws not_found for all others alike. */
  async find(caller: Principal, deviceId: string): Promise<HeardDevice> {
    const found = await this.database.read((access) =>
      this.devices.findHeard(access, caller.tenant.id, deviceId),
    );
    if (found === null || !mayAskAbout(caller, found.user)) throw notFound('Device');
    return found;
  }

  /** Answers the request with a stream, and with a logout at once where the device is detached already. */
  async listen(
    caller: Principal,
    deviceId: string,
    request: HttpRequest,
    reply: FastifyReply,
  ): Promise<void> {
    this.watch.start();
    const stream = this.streams.admit(caller, deviceId, reply);
    try {
      const device = await this.current(caller, stream);
      if (reply.raw.destroyed) {
        // It may have gone before there was a stream to be told of it.
        this.streams.end(stream, 'client_left');
        return void reply.hijack();
      }
      const response = beginEventStream(request, reply);
      this.calls.made(caller, 'listen');
      // The server closes, or the proof ended meanwhile: whoever is still welcome comes back.
      if (stream.isOver) return void response.end();
      this.streams.begin(stream, device.attachedAt);
      if (device.status !== 'attached') this.streams.end(stream, 'logout');
    } catch (error) {
      this.streams.end(stream, 'client_left');
      throw error;
    }
  }

  /** The row as it is after the last change that was heard of. */
  private async current(caller: Principal, stream: DeviceStream): Promise<HeardDevice> {
    for (;;) {
      stream.isDoubted = false;
      const device = await this.find(caller, stream.deviceId);
      if (!stream.isDoubted) return device;
    }
  }
}
