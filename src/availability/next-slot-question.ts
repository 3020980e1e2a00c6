import type { Project } from '../projects/project.entity.js';
import type { Resource } from '../resources/resource.entity.js';
import { dayMs } from '../common/time-spans.js';
import { utc } from '../common/zone.js';
import type { SlotRequest } from '../schedule/offered-slots.js';
import { questionOf } from './availability-question.js';
import { timeRulesOf, type TimeRules } from './time-rules.js';

/** How far ahead a next slot is looked for. */
export const nextSlotWithinMs = 28 * dayMs;

/** Most who have time at all have some in these days, so that more is read only for the others. */
const nearMs = 3 * dayMs;

/** A question for the next slot of some resources. */
export interface NextSlotQuestion {
  readonly request: SlotRequest;
  /** The end of the part of its window that is looked at first. */
  readonly nearTo: number;
  readonly rules: readonly TimeRules[];
}

/**
 * What a booking of the project, or of resources that no project offers, asks for when nothing is said: the project's own
 * window, length and mode, from now until 28 days ahead. Null where that leaves no time.
 */
export function nextSlotQuestion(
  project: Project | null,
  resources: readonly Resource[],
  nowMs: number,
): NextSlotQuestion | null {
  const decision = questionOf({}, { defaults: project?.availability ?? null, nowMs, zone: utc });
  if ('refused' in decision) return null;
  const question = decision.ok;
  const rules = resources.map((resource) => timeRulesOf(resource, project, question));
  const notice = Math.min(...rules.map(({ policies }) => policies.minBookingNoticeMs ?? 0));
  const from = Math.max(question.from, nowMs + notice);
  const to = Math.min(question.to, nowMs + nextSlotWithinMs);
  if (!(from < to)) return null;
  const span = question.lengthMs === null ? Infinity : Math.max(nearMs, 2 * question.lengthMs);
  return {
    request: { ...question, from, to, nowMs, isPastAllowed: false },
    nearTo: Math.min(to, from + span),
    rules,
  };
}
