import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { eventStreamHeaders } from '../../http/event-stream.js';
import type { HttpRequest } from '../../http/request.js';
import { eventStreamSchema, listenParametersSchema } from './device-streams.schemas.js';
import { Listening } from './listening.service.js';

/** What a device is told while it stands open (contract 4). */
@Controller('v2/access/device')
export class DeviceStreamsController {
  constructor(@Inject(Listening) private readonly listening: Listening) {}

  @Get(':device/listen')
  @Endpoint({
    callers: ['app', 'device'],
    takesAuthQuery: true,
    summary: 'Events of a device',
    description:
      'Server-sent events that stay open. `{"action":"logout"}` comes when the device is detached, from wherever, and at once where it is detached already; the stream ends with it. It ends without an event when the token’s `exp` passes, its key or its tenant changes, the server ends, the client does not read, or the device opens more than 20 streams: open it again then, with a token that is still good. A client with a token hears only of the devices of its own user.',
    answers: { 200: { description: 'The stream.', schema: eventStreamSchema } },
    errors: ['not_found', 'event_streams_full', 'shutting_down'],
  })
  async listen(
    @Caller() caller: Principal,
    @Param({ schema: listenParametersSchema }) { device }: z.output<typeof listenParametersSchema>,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (request.method !== 'HEAD') return this.listening.listen(caller, device, request, reply);
    await this.listening.find(caller, device);
    void reply.headers(eventStreamHeaders).send();
  }
}
