import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { AnswerZone } from '../../common/answer-zone.js';
import type { Zone } from '../../common/zone.js';
import type { HttpRequest } from '../../http/request.js';
import { DeviceLimits } from '../../limits/device-limits.js';
import { signedTokenSchema, signTokenSchema, type SignTokenBody } from './sign-token.schemas.js';
import { TokenSigning } from './token-signing.service.js';

/** What a merchant's server hands to its user's clients (contract 4, "Calls"). */
@Controller('v2/token')
export class SignedTokensController {
  constructor(
    @Inject(TokenSigning) private readonly signing: TokenSigning,
    @Inject(DeviceLimits) private readonly limits: DeviceLimits,
  ) {}

  @Post('sign')
  @HttpCode(200)
  @Endpoint({
    callers: ['app'],
    summary: 'Sign a security token',
    description:
      'Also answers at `/token/sign`. The token proves whom a client speaks for. Ask only for the user who is signed in with you. Any JWT library makes the same: HS256 over `{"user": "…"}` with the secret of an API key, sent with that key’s id as `client_id`. The token is signed with the key that calls.',
    answers: { 200: { description: 'The token.', schema: signedTokenSchema } },
  })
  async sign(
    @Caller() caller: Principal,
    @Body({ schema: signTokenSchema }) body: SignTokenBody,
    @AnswerZone() zone: Zone,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.limits.sign(caller, body.user, () => request.ip, reply);
    return this.signing.sign(caller, body, zone);
  }
}
