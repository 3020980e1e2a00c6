import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../access/endpoint.js';
import { notFound } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { errorsAsPage } from './error-catalogue-document.js';
import { OpenApiDocument } from './openapi-document.js';
import { findAsset } from './reference-assets.js';
import { referencePage } from './reference-page.js';

const assetParametersSchema = z.object({ name: z.string() });
const page = { callers: 'public', answers: { 200: { description: 'The page or file.' } } } as const;

/** The reference about the API: what is served here is no part of the API itself. */
@Controller()
export class OpenApiController {
  private readonly errorsPage = errorsAsPage();
  private readonly policy: string;

  constructor(
    private readonly document: OpenApiDocument,
    @Inject(CONFIGURATION) { publicUrl }: Configuration,
  ) {
    this.policy = contentSecurityPolicy(new URL(publicUrl).origin);
  }

  @Get('openapi.json')
  @Header('Access-Control-Allow-Origin', '*')
  @Endpoint({ ...page, summary: 'The OpenAPI document' })
  async openapi(@Res() reply: FastifyReply): Promise<void> {
    const { bytes, etag } = await this.document.current();
    await reply
      .header('ETag', etag)
      .header('Cache-Control', 'no-cache')
      .type('application/json; charset=utf-8')
      .send(bytes);
  }

  @Get('docs')
  @Endpoint({ ...page, summary: 'The browsable reference' })
  reference(@Res() reply: FastifyReply): void {
    this.sendPage(reply, referencePage);
  }

  @Get('docs/errors')
  @Endpoint({ ...page, summary: 'The error codes' })
  errors(@Res() reply: FastifyReply): void {
    this.sendPage(reply, this.errorsPage);
  }

  @Get('docs/assets/:name')
  @Endpoint({ ...page, summary: 'A file that the pages load', errors: ['not_found'] })
  async asset(
    @Param({ schema: assetParametersSchema }) { name }: z.output<typeof assetParametersSchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = await findAsset(name);
    if (asset === null) throw notFound('Route');
    await reply.header('Cache-Control', 'public, max-age=3600').type(asset.type).send(asset.content);
  }

  private sendPage(reply: FastifyReply, html: string): void {
    void reply
      .headers({
        'Cache-Control': 'no-cache',
        'Content-Security-Policy': this.policy,
        'Referrer-Policy': 'no-referrer',
        'X-Frame-Options': 'DENY',
      })
      .type('text/html; charset=utf-8')
      .send(html);
  }
}

/** Everything comes from this server; requests that a reader tries out go to `api`. Swagger UI carries its icons as data URLs. */
const contentSecurityPolicy = (api: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${api}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
