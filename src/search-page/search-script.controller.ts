import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import type { HttpRequest } from '../http/request.js';
import { scriptAnswers, sendScript } from '../http/send-script.js';

/** The web component as an ES module. */
@Controller('search.js')
export class SearchScriptController {
  @Get()
  @Endpoint({
    callers: 'public',
    summary: 'The search as a web component',
    description:
      'An ES module that defines `<booking-search>`: it finds what can be booked and books it. It asks nothing of any other server, and pages of every origin may load it.',
    answers: scriptAnswers,
  })
  async show(@Req() request: HttpRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendScript(request, reply, 'search');
  }
}
