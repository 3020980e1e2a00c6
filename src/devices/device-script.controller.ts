import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import type { HttpRequest } from '../http/request.js';
import { scriptAnswers, sendScript } from '../http/send-script.js';

/** The browser's side of device access as an ES module. */
@Controller('device.js')
export class DeviceScriptController {
  @Get()
  @Endpoint({
    callers: 'public',
    summary: 'The browser’s side of device access',
    description:
      'An ES module that exports `createDevice`: it attaches this browser to a user, identifies it, and hears when it is logged out from elsewhere. Pages of every origin may load it.',
    answers: scriptAnswers,
  })
  async show(@Req() request: HttpRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendScript(request, reply, 'device');
  }
}
