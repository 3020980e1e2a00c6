import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import type { HttpRequest } from '../http/request.js';
import { isHeld, overviewScript, takesGzip } from './overview-script.js';

const headers = {
  'Content-Type': 'text/javascript; charset=utf-8',
  'Cache-Control': 'public, max-age=3600',
  Vary: 'Accept-Encoding',
  // For the pages of every merchant.
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** The web component as an ES module. */
@Controller('overview.js')
export class OverviewScriptController {
  @Get()
  @Endpoint({
    callers: 'public',
    summary: 'The overview as a web component',
    description:
      'An ES module that defines `<booking-overview>`. It asks nothing of any other server, and pages of every origin may load it.',
    answers: {
      200: { description: 'The module.' },
      304: { description: 'The copy that `If-None-Match` names still stands.' },
    },
  })
  async show(@Req() request: HttpRequest, @Res() reply: FastifyReply): Promise<void> {
    const { plain, gzipped } = await overviewScript();
    const zipped = takesGzip(request.headers['accept-encoding']);
    const { bytes, etag } = zipped ? gzipped : plain;
    void reply.headers({ ...headers, ETag: etag });
    if (isHeld(request.headers['if-none-match'], etag)) {
      void reply.status(304).send();
      return;
    }
    if (zipped) void reply.header('Content-Encoding', 'gzip');
    void reply.status(200).send(bytes);
  }
}
