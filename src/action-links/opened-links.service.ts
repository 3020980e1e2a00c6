import { Inject, Injectable } from '@nestjs/common';
import type { ActionPrincipal } from '../access/principal.js';
import { rescheduleAction } from '../bookings/graphs/graphs.js';
import { undoAction } from '../bookings/actions/undo-window.js';
import { ExternalActions } from './external-actions.service.js';
import { LinkReplies, type LinkReply } from './link-replies.service.js';
import type { LinkRequest } from './link-request.js';
import { LinkTouches } from './link-touches.service.js';
import { LinkViews } from './link-views.service.js';
import { touchOutcome } from './touch-outcome.js';

/** One touch of a proven link from request to answer; each is kept when its outcome is known. What is thrown, the filter keeps. */
@Injectable()
export class OpenedLinks {
  constructor(
    @Inject(LinkViews) private readonly views: LinkViews,
    @Inject(ExternalActions) private readonly actions: ExternalActions,
    @Inject(LinkReplies) private readonly replies: LinkReplies,
    @Inject(LinkTouches) private readonly touches: LinkTouches,
  ) {}

  /** Shows what the link would do; does it where the tenant wants links to act when they are opened. */
  async open(caller: ActionPrincipal, request: LinkRequest, requestId: string): Promise<LinkReply> {
    if (request.mayActByOpening && actsByOpening(caller)) return this.act(caller, request, requestId, {});
    const view = await this.views.before(caller);
    if (view.refused !== null) {
      const reply = await this.replies.refused(view.refused, view, request);
      return this.noted(reply, caller, request, touchOutcome(view.refused));
    }
    const reply = await this.replies.possible(view, request);
    return this.noted(reply, caller, request, reply.status === 303 ? 'redirected' : 'shown');
  }

  /** Does what the link is for; ahead of time it is only shown. */
  async act(
    caller: ActionPrincipal,
    request: LinkRequest,
    requestId: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<LinkReply> {
    if (request.isAhead) return this.open(caller, request, requestId);
    const outcome = await this.actions.act(caller, requestId, body);
    if ('refused' in outcome) {
      const reply = await this.replies.refused(outcome.refused, outcome.view, request);
      return this.noted(reply, caller, request, touchOutcome(outcome.refused));
    }
    const reply = await this.replies.acted(outcome.acted, request);
    return this.noted(reply, caller, request, caller.link.action === undoAction ? 'undone' : 'acted');
  }

  private async noted(
    reply: LinkReply,
    caller: ActionPrincipal,
    request: LinkRequest,
    outcome: string,
  ): Promise<LinkReply> {
    await this.touches.record(caller, request, outcome);
    return reply;
  }
}

/** A time must be chosen, and taking a cancellation back is never what a scanner that opened the first link does next. */
const actsByOpening = ({ tenant, link }: ActionPrincipal): boolean =>
  tenant.settings.one_click_action_links && link.action !== rescheduleAction && link.action !== undoAction;
