import type { Problem } from '../../common/problem.js';
import { undoAction } from '../../bookings/actions/undo-window.js';
import { html } from '../../pages/html.js';
import type { Page } from '../../pages/page.js';
import type { LinkView } from '../link-view.js';
import { bookingFacts, stateLine } from './booking-facts.js';
import { linkPage, undoForm } from './link-page.js';
import type { Speech } from './speech.js';

/** Why the link does not act, in the customer's words, and where the booking stands. Nothing on it acts but undoing. */
export function refusedPage(problem: Problem, view: LinkView, speech: Speech): Page {
  const { words } = speech;
  const isUsed = problem.code === 'link_used';
  return linkPage(view, speech, {
    title: isUsed ? words.used.title : words.refused.title,
    content: html`<p>${isUsed ? words.used.text : refusalText(problem, view, speech)}</p>
      ${bookingFacts(view, speech)} ${stateLine(view, speech)} ${undoForm(view, speech)}`,
  });
}

/** The reason as a sentence for the customer. */
export function refusalText({ code, options }: Problem, { caller }: LinkView, { words }: Speech): string {
  const { refused } = words;
  if (code === 'slot_taken') return refused.taken;
  if (code === 'group_full') return refused.full;
  if (code === 'policy_refused')
    return options.members?.['policy'] === 'min_cancel_notice'
      ? refused.tooLate(caller.tenant.name)
      : refused.rule;
  if (code === 'validation_failed') return words.invalid;
  return caller.link.action === undoAction ? refused.undoOver : refused.notOffered;
}
