import { Body, Controller, Get, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../access/endpoint.js';
import { notFound, Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { Limits } from '../limits/limits.service.js';
import { clearedCookie } from './session-cookie.js';
import { SignInPageFilter } from './sign-in-page.filter.js';
import { SessionsService } from './sessions.service.js';
import { SignOnService } from './sign-on.service.js';
import { signOnSchema, signOutSchema, slugParametersSchema, type SignOn } from './sso.schemas.js';

const answers = { 303: { description: 'Signed in: a session cookie, and the place to go on to.' } };
const errors = [
  'credential_missing',
  'token_malformed',
  'token_expired',
  'token_not_active',
  'token_rejected',
  'credential_ambiguous',
  'keys_unavailable',
  'verification_busy',
  'rate_limited',
] as const;

/** Browser sign-on (contract 1): from a token in an address or form to a session cookie. */
@Controller('sso/:slug')
@UseFilters(SignInPageFilter)
export class SsoController {
  constructor(
    private readonly signOns: SignOnService,
    private readonly sessions: SessionsService,
    private readonly limits: Limits,
  ) {}

  @Get()
  @Endpoint({
    callers: 'public',
    summary: 'Sign a browser in with a token in the address',
    description:
      'Answers 303 to `return_to`, a path of this server or an address of an origin in the tenant’s `allowed_redirects`.',
    answers,
    errors,
  })
  async byAddress(
    @Param({ schema: slugParametersSchema }) { slug }: { slug: string },
    @Query({ schema: signOnSchema }) query: SignOn,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Whatever looks ahead at a link does not sign anyone in.
    if (request.method !== 'GET') throw notFound('Route');
    await this.signOn(slug, query, request, reply);
  }

  @Post()
  @Endpoint({
    callers: 'public',
    summary: 'Sign a browser in with a token in a form',
    description:
      'As GET; `jwt` is a field of an application/x-www-form-urlencoded form, so that it never stands in an address.',
    answers,
    errors: [...errors, 'content_too_large', 'media_type_unsupported'],
  })
  async byForm(
    @Param({ schema: slugParametersSchema }) { slug }: { slug: string },
    @Query({ schema: signOnSchema }) query: SignOn,
    @Body({ schema: signOnSchema }) form: SignOn,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (query.jwt !== undefined && form.jwt !== undefined) {
      throw new Problem('credential_ambiguous', { detail: 'jwt stands in the address and in the form.' });
    }
    await this.signOn(
      slug,
      { jwt: form.jwt ?? query.jwt, return_to: form.return_to ?? query.return_to },
      request,
      reply,
    );
  }

  @Post('sign-out')
  @Endpoint({
    callers: 'public',
    summary: 'End the browser’s session',
    answers: { 303: { description: 'Signed out.' } },
  })
  async signOut(
    @Param({ schema: slugParametersSchema }) { slug }: { slug: string },
    @Body({ schema: signOutSchema }) _form: unknown,
    @Req() request: HttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // A form on another site brings no SameSite cookie along, so it can sign nobody out.
    const caller = await this.sessions.find(request.headers.cookie, slug);
    if (caller !== null) reply.header('Set-Cookie', clearedCookie(this.sessions.cookieName));
    redirect(reply, this.signOns.pathOf(`/overview/${encodeURIComponent(slug)}`));
  }

  private async signOn(
    slug: string,
    fields: SignOn,
    request: HttpRequest,
    reply: FastifyReply,
  ): Promise<void> {
    if (request.headers.authorization !== undefined) {
      throw new Problem('credential_ambiguous', {
        detail: 'A sign-on carries its token as jwt and no Authorization header.',
      });
    }
    const isSuspect = this.limits.refuseGuessing(() => request.ip, reply);
    try {
      const { cookie, location } = await this.signOns.signOn(slug, fields, isSuspect);
      reply.header('Set-Cookie', cookie);
      redirect(reply, location);
    } catch (error) {
      if (error instanceof Problem && error.status === 401 && error.code !== 'credential_missing') {
        this.limits.authenticationFailed(() => request.ip);
        request.rejection = { reason: error.options.reason ?? error.code, credentialKind: 'jwt' };
      }
      throw error;
    }
  }
}

function redirect(reply: FastifyReply, location: string): void {
  void reply
    .status(303)
    .headers({ Location: location, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' })
    .send('');
}
