import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Caller, Endpoint } from '../../access/endpoint.js';
import { AnswerZone } from '../../common/answer-zone.js';
import { Clock } from '../../common/clock.js';
import type { Zone } from '../../common/zone.js';
import type { Sealer } from '../../crypto/seal.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import type { HttpRequest } from '../../http/request.js';
import { DeviceLimits } from '../../limits/device-limits.js';
import { SEALER } from '../../tenants/sealer.js';
import { addressDigest } from '../calls/address-digest.js';
import type { DeviceCaller } from '../calls/device-caller.js';
import { DeviceCalls } from '../calls/device-calls.js';
import { refuseForeignUser } from '../calls/signed-caller.js';
import { readUserAgent } from '../read-user-agent.js';
import type { AttachWish, DeviceStanding, Visit } from './attach-wish.js';
import { attachSchema, standingSchema } from './attach.schemas.js';
import { Attachments } from './attachments.service.js';
import { showStanding } from './shown-standing.js';

type AttachBody = z.output<typeof attachSchema>;

/** Where clients attach their devices. */
@Controller('v2/access')
export class AttachController {
  constructor(
    @Inject(Attachments) private readonly attachments: Attachments,
    @Inject(DeviceLimits) private readonly limits: DeviceLimits,
    @Inject(DeviceCalls) private readonly calls: DeviceCalls,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'device'],
    summary: 'Attach a device to a user',
    description:
      'Also answers at `/usage/attach` and `/v2/device/attach`. The device is the one that `device_id` names, else the one of the user that its signals tell for sure, else a new one. Attaching a device again does not count twice; a detached one comes back. Over the limit the answer says `exceeded`; where the tenant sets `block_over_usage`, a device too many is refused and the error’s `attached_devices` names those that are in the way. `metadata` is merged into the device’s by name.',
    answers: { 200: { description: 'How the device and its user stand now.', schema: standingSchema } },
    errors: ['user_suspended', 'device_limit_exceeded', 'validation_failed', 'idempotency_conflict'],
  })
  async attach(
    @Caller() caller: DeviceCaller,
    @Body({ schema: attachSchema }) body: AttachBody,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @AnswerZone() zone: Zone,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    refuseForeignUser(caller, body.user);
    this.limits.attach(caller, body.user, () => request.ip, reply);
    const visit: Visit = {
      address: addressDigest(this.sealer, caller.tenant.id, request.ip),
      info: () => readUserAgent(request.headers['user-agent'], body.device_info),
      nowMs: this.clock.nowMs(),
      zone,
    };
    const shown = (standing: DeviceStanding) => showStanding(standing, caller.tenant.settings);
    const wish = wishOf(body);
    const answer =
      keeper === null
        ? shown(await this.attachments.attach(caller, wish, visit))
        : await this.attachments.attachAnd(caller, wish, visit, (transaction, standing) =>
            keeper.keep(transaction, { status: 200, body: shown(standing) }),
          );
    this.calls.made(caller, 'attach', { attaches: 1 });
    return answer;
  }
}

const wishOf = (body: AttachBody): AttachWish => ({
  user: body.user,
  deviceId: body.device_id ?? null,
  identity: body.identity ?? null,
  signals: body.signals,
  metadata: body.metadata ?? {},
  overallLimit: body.limit_config?.overall_limit ?? null,
});
