import { Inject, Injectable } from '@nestjs/common';
import { rescheduleAction } from '../bookings/graphs/graphs.js';
import type { ErrorCode } from '../common/error-catalogue.js';
import type { Problem } from '../common/problem.js';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { negotiatedLanguage } from '../pages/language.js';
import type { Page } from '../pages/page.js';
import { linkPath } from './action-link-maker.js';
import { FreeTimesOfBookings } from './free-times.service.js';
import { LinkAnswers } from './link-answers.service.js';
import { linkCookie } from './link-cookie.js';
import { isTimeMissing } from './link-inputs.js';
import type { LinkRequest } from './link-request.js';
import { refusalOf, type LinkView } from './link-view.js';
import { askPage } from './pages/ask-page.js';
import { donePage } from './pages/done-page.js';
import { refusalText, refusedPage } from './pages/refused-page.js';
import { reschedulePage } from './pages/reschedule-page.js';
import { speechFor, type Speech } from './pages/speech.js';
import { plainHeaders } from './plain-headers.js';
import { decideRedirect, type RedirectDecision } from './redirect-decision.js';
import { rescheduleElsewhere } from './reschedule-elsewhere.js';

/** An answer as it goes out. */
export interface LinkReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why the link did not act, for the log; undefined where nothing is amiss. */
  readonly code?: ErrorCode | undefined;
}

/** Turns what a link met into what the browser, or the program, is told. */
@Injectable()
export class LinkReplies {
  private readonly origin: string;
  /** What the public URL puts before our paths; empty without it. */
  private readonly prefix: string;
  private readonly isSecure: boolean;

  constructor(
    @Inject(CONFIGURATION) { publicUrl }: Configuration,
    @Inject(FreeTimesOfBookings) private readonly freeTimes: FreeTimesOfBookings,
    @Inject(LinkAnswers) private readonly answers: LinkAnswers,
  ) {
    const { origin, pathname, protocol } = new URL(publicUrl);
    this.origin = origin;
    this.prefix = pathname.replace(/\/$/, '');
    this.isSecure = protocol === 'https:';
  }

  /** The link can act, and did not yet. */
  async possible(view: LinkView, request: LinkRequest, notice?: Problem): Promise<LinkReply> {
    const elsewhere = rescheduleElsewhere(view);
    if (request.isForProgram) return json(await this.possibleForProgram(view, request, elsewhere));
    if (elsewhere !== null && request.method !== 'POST') return redirect(elsewhere);
    const page = await this.askingPage(view, request, notice);
    const cookie = linkCookie(this.pathOf(view), { isSecure: this.isSecure });
    return { ...html(notice?.status ?? 200, page, { 'Set-Cookie': cookie }), code: notice?.code };
  }

  /** The link has acted. */
  async acted(view: LinkView, request: LinkRequest): Promise<LinkReply> {
    if (request.isForProgram) return json(await this.answers.acted(view, request.zone));
    const decision = redirectOf(view, request);
    if ('ok' in decision && decision.ok !== null && !request.isRepeatable) return redirect(decision.ok.href);
    return html(200, donePage(view, speechOf(view, request), { isRedirectRefused: 'refused' in decision }));
  }

  /** The link did not act. Throws the refusal where a program asks. */
  async refused(problem: Problem, view: LinkView, request: LinkRequest): Promise<LinkReply> {
    if (request.isForProgram) throw refusalOf(problem, view, request.zone);
    // Where the link itself can still act, another choice or another word helps.
    if (view.refused === null) return this.possible(view, request, problem);
    const page = refusedPage(problem, view, speechOf(view, request));
    return { ...html(problem.status, page), code: problem.code };
  }

  private async askingPage(view: LinkView, request: LinkRequest, problem?: Problem): Promise<Page> {
    const speech = speechOf(view, request);
    const onwards = onwardsOf(redirectOf(view, request));
    const { link } = view.caller;
    const notice = problem === undefined ? {} : { notice: noticeOf(problem, view, speech) };
    if (link.action !== rescheduleAction) return askPage(view, speech, { onwards, ...notice });
    const free = await this.freeTimes.of(view, request.query.from ?? null);
    const hrefOf = (from: string) => hrefWith(request, from);
    return reschedulePage(view, speech, { ...free, hrefOf, onwards, ...notice });
  }

  private async possibleForProgram(view: LinkView, request: LinkRequest, elsewhere: string | null) {
    const { zone, query } = request;
    if (view.caller.link.action !== rescheduleAction) return this.answers.possible(view, zone);
    const { week, slots } = await this.freeTimes.of(view, query.from ?? null);
    const neighbour = (from: string | null) =>
      from === null ? null : `${this.origin}${this.pathOf(view)}${hrefWith(request, from)}`;
    return this.answers.possible(view, zone, {
      slots: slots.map(({ start, end }) => ({ start: zone.write(start), end: zone.write(end) })),
      earlier: neighbour(week.earlier),
      later: neighbour(week.later),
      ...(elsewhere !== null && { reschedule_url: elsewhere }),
    });
  }

  private pathOf({ caller: { link } }: LinkView): string {
    return this.prefix + linkPath(link.bookingId, link.action);
  }
}

const speechOf = (view: LinkView, { headers }: LinkRequest): Speech =>
  speechFor(view, negotiatedLanguage(headers['accept-language'], view.caller.tenant.settings.locale));

/** A choice that is missing is not something wrong that was entered. */
const noticeOf = (problem: Problem, view: LinkView, speech: Speech): string =>
  view.caller.link.action === rescheduleAction && isTimeMissing(problem)
    ? speech.words.slots.chooseOne
    : refusalText(problem, view, speech);

const redirectOf = ({ caller: { link, tenant } }: LinkView, { query }: LinkRequest): RedirectDecision =>
  decideRedirect({
    asked: query.redirect ?? null,
    signed: link.redirect,
    allowedOrigins: tenant.settings.allowed_redirects,
  });

const onwardsOf = (decision: RedirectDecision): string | undefined =>
  'ok' in decision ? decision.ok?.origin : undefined;

/** The page's own address with another week. */
function hrefWith({ query: { signature, redirect } }: LinkRequest, from: string): string {
  const parameters = { signature: signature ?? '', ...(redirect !== undefined && { redirect }), from };
  return `?${new URLSearchParams(parameters).toString()}`;
}

const json = (body: unknown): LinkReply => ({
  status: 200,
  headers: { ...plainHeaders, 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

const redirect = (location: string): LinkReply => ({
  status: 303,
  headers: { ...plainHeaders, Location: location },
  body: '',
});

const html = (
  status: number,
  { text, headers }: Page,
  further: Readonly<Record<string, string>> = {},
): LinkReply => ({ status, headers: { ...headers, ...further }, body: text });
