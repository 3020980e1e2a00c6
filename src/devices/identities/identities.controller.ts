import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { Caller, Endpoint } from '../../access/endpoint.js';
import type { Principal } from '../../access/principal.js';
import { KeepAnswer, type AnswerKeeper } from '../../http/answer-keeper.js';
import { keptAnswer } from '../../http/kept-answer.js';
import type { HttpRequest } from '../../http/request.js';
import { Identification } from './identification.service.js';
import { identifiedSchema, identifySchema, type IdentifyBody } from './identify.schemas.js';

/** Clients that are recognised without being attached to a user (contract 4, "Calls"). */
@Controller('v2/identity')
export class IdentitiesController {
  constructor(@Inject(Identification) private readonly identification: Identification) {}

  @Post()
  @HttpCode(200)
  @Endpoint({
    callers: ['app', 'device'],
    summary: 'Identify a client',
    description:
      'The identity of the machine that the client runs on, by what it can see of it; a new one where none matches. Values of signals are kept as keyed digests only. The security token may be of any user. An access is kept.',
    answers: { 200: { description: 'The identity.', schema: identifiedSchema } },
    errors: ['validation_failed', 'idempotency_conflict'],
  })
  identify(
    @Caller() caller: Principal,
    @Body({ schema: identifySchema }) body: IdentifyBody,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @Req() request: HttpRequest,
  ) {
    return this.identification.identify(caller, body, request.ip, (transaction, identified) =>
      keptAnswer(transaction, keeper, { status: 200, body: identified }),
    );
  }
}
