import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { ActionPrincipal } from '../access/principal.js';
import { AnswerZone } from '../common/answer-zone.js';
import type { Zone } from '../common/zone.js';
import type { HttpRequest } from '../http/request.js';
import { ActionPageFilter } from './action-page.filter.js';
import {
  actedAnswerSchema,
  externalActionBodySchema,
  externalActionParametersSchema,
  externalActionQuerySchema,
  possibleAnswerSchema,
  type ExternalActionQuery,
} from './external-action.schemas.js';
import type { LinkReply } from './link-replies.service.js';
import { linkRequestOf } from './link-request.js';
import { OpenedLinks } from './opened-links.service.js';

const errors = [
  'not_found',
  'validation_failed',
  'action_not_available',
  'policy_refused',
  'slot_taken',
  'link_used',
] as const;

type Parameters = z.output<typeof externalActionParametersSchema>;

/** Where action links lead (contract 3). Whether the link is what it says was proven before: its path and token agree. */
@Controller('v2/bookings/:id/external_action/:action')
@UseFilters(ActionPageFilter)
export class ExternalActionsController {
  constructor(@Inject(OpenedLinks) private readonly links: OpenedLinks) {}

  @Get()
  @Endpoint({
    callers: ['action'],
    summary: 'Open an action link',
    description:
      'A page that says what will happen, with one button; nothing happens by opening it, except where the tenant sets `one_click_action_links`, and then never by HEAD, ahead of time (prefetch), or for programs. With `Accept: application/json` what the link can do; of a reschedule with the free times of a week. Where the tenant has a `reschedule_url` a reschedule answers 303 there.',
    answers: {
      200: {
        description: 'A page, or, where JSON is asked for, what is possible.',
        schema: possibleAnswerSchema,
      },
      303: { description: 'To the tenant’s own page for moving bookings.' },
    },
    errors,
  })
  open(
    @Caller() caller: ActionPrincipal,
    @Param({ schema: externalActionParametersSchema }) _parameters: Parameters,
    @Query({ schema: externalActionQuerySchema }) query: ExternalActionQuery,
    @AnswerZone() zone: Zone,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.links
      .open(caller, linkRequestOf(request, query, zone), request.id)
      .then(sendBy(reply, request));
  }

  @Post()
  @Endpoint({
    callers: ['action'],
    summary: 'Let an action link act',
    description:
      'Once: a second time is 410. Answers a page, or 303 to `redirect` where that may be followed; with `Accept: application/json` the booking after the act, and while a cancellation can be undone the link that does. A refused link is not used up. What is sent ahead of time (prefetch) is only shown.',
    answers: {
      200: { description: 'A page, or, where JSON is asked for, the booking.', schema: actedAnswerSchema },
      303: { description: 'To the `redirect` that was asked for.' },
    },
    errors,
  })
  act(
    @Caller() caller: ActionPrincipal,
    @Param({ schema: externalActionParametersSchema }) _parameters: Parameters,
    @Query({ schema: externalActionQuerySchema }) query: ExternalActionQuery,
    @Body({ schema: externalActionBodySchema }) body: z.output<typeof externalActionBodySchema>,
    @AnswerZone() zone: Zone,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = linkRequestOf(request, query, zone);
    return this.links.act(caller, asked, request.id, body ?? {}).then(sendBy(reply, request));
  }
}

const sendBy =
  (reply: FastifyReply, request: HttpRequest) =>
  ({ status, headers, body, code }: LinkReply): void => {
    if (code !== undefined) request.problemCode = code;
    void reply.status(status).headers(headers).send(body);
  };
