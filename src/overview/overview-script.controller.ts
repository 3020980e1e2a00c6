import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import type { HttpRequest } from '../http/request.js';
import { scriptAnswers, sendScript } from '../http/send-script.js';

/** The web component as an ES module. */
@Controller('overview.js')
export class OverviewScriptController {
  @Get()
  @Endpoint({
    callers: 'public',
    summary: 'The overview as a web component',
    description:
      'An ES module that defines `<booking-overview>`. It asks nothing of any other server, and pages of every origin may load it.',
    answers: scriptAnswers,
  })
  async show(@Req() request: HttpRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendScript(request, reply, 'overview');
  }
}
