import { Inject, Injectable } from '@nestjs/common';
import { Chance } from '../common/chance.js';
import { Clock } from '../common/clock.js';
import type { Decision } from '../common/decision.js';
import { LoopSlices } from '../common/loop-slices.js';
import type { ReadAccess } from '../database/access.js';
import { Occupancies } from '../occupancy/occupancies.service.js';
import type { Project } from '../projects/project.entity.js';
import type { Resource } from '../resources/resource.entity.js';
import { ResourcesService } from '../resources/resources.service.js';
import { firstSlot } from '../schedule/first-slot.js';
import type { Interval } from '../schedule/interval.js';
import { resourcesAtMost } from './availability.schemas.js';
import { nextSlotQuestion, type NextSlotQuestion } from './next-slot-question.js';
import { marksAtMost, marksOf } from './question-size.js';
import { occupiedOf } from './slot-facts.js';
import { windowOf } from './slot-window.js';

/** Whose next slot is wanted. */
export interface SlotWish {
  /** Null where nobody offers the resource: by its own rules, one hour. */
  readonly project: Project | null;
  /** In order of priority. */
  readonly resourceIds: readonly string[];
}

export interface NextSlot extends Interval {
  readonly resources: readonly Resource[];
}

export type NextSlotRefusal = 'no_resources' | 'too_many_resources' | 'too_long';
export type NextSlotDecision = Decision<NextSlot | null, NextSlotRefusal>;

/** Resources that one answer looks at, over all its wishes. */
const resourcesInAll = 2000;

/** A wish whose rows were read. */
interface AskedWish {
  readonly question: NextSlotQuestion;
  readonly resources: ReadonlyMap<string, Resource>;
}

/** The next slot of each of many, in as few queries as one of them takes (contract 5, "Search"). What it offers, creating accepts. */
@Injectable()
export class NextSlots {
  constructor(
    @Inject(ResourcesService) private readonly resources: ResourcesService,
    @Inject(Occupancies) private readonly occupancies: Occupancies,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Chance) private readonly chance: Chance,
  ) {}

  /**
   * In the order of the wishes; null where nothing is free within 28 days. A wish that cannot be answered is refused for
   * itself: `no_resources`, `too_many_resources`, or `too_long` where answering would keep the server busy.
   */
  async find(
    access: ReadAccess,
    tenantId: string,
    wishes: readonly SlotWish[],
  ): Promise<readonly NextSlotDecision[]> {
    const asked = await this.asked(access, tenantId, wishes);
    const open = asked.filter((one): one is AskedWish => !('refused' in one) && !('ok' in one));
    const near = await this.offers(access, tenantId, open, ({ nearTo }) => nearTo);
    const later = open.filter(({ question }) => {
      const found = near.get(question);
      return (
        found !== undefined && 'ok' in found && found.ok === null && question.nearTo < question.request.to
      );
    });
    const far = await this.offers(access, tenantId, later, ({ request }) => request.to);
    return asked.map((one) =>
      'question' in one ? (far.get(one.question) ?? near.get(one.question) ?? { ok: null }) : one,
    );
  }

  /** Each wish with its rows, or what can be said of it already. */
  private async asked(
    access: ReadAccess,
    tenantId: string,
    wishes: readonly SlotWish[],
  ): Promise<readonly (AskedWish | NextSlotDecision)[]> {
    const wanted = withinBounds(wishes);
    const ids = new Set(wishes.flatMap((wish) => (wanted.has(wish) ? wish.resourceIds : [])));
    const found = await this.resources.findForBooking(access, tenantId, ids, { lock: false });
    const byId = new Map(found.map((resource) => [resource.id, resource]));
    const nowMs = this.clock.nowMs();
    let marks = 0;
    return wishes.map((wish) => {
      if (!wanted.has(wish)) return { refused: 'too_many_resources' };
      const resources = wish.resourceIds.flatMap((id) => byId.get(id) ?? []);
      if (resources.length === 0) return { refused: 'no_resources' };
      const question = nextSlotQuestion(wish.project, resources, nowMs);
      if (question === null) return { ok: null };
      const { rules, request } = question;
      marks += rules.reduce((sum, { lists }) => sum + marksOf(lists.flat(), request), 0);
      return marks > marksAtMost ? { refused: 'too_long' } : { question, resources: byId };
    });
  }

  /** The first slot of each that ends by `endOf` of its question. */
  private async offers(
    access: ReadAccess,
    tenantId: string,
    wishes: readonly AskedWish[],
    endOf: (question: NextSlotQuestion) => number,
  ): Promise<ReadonlyMap<NextSlotQuestion, NextSlotDecision>> {
    const offers = new Map<NextSlotQuestion, NextSlotDecision>();
    if (wishes.length === 0) return offers;
    const questions = wishes.map(({ question }) => question);
    const rules = questions.flatMap((question) => question.rules);
    const span = {
      start: Math.min(...questions.map(({ request }) => request.from)),
      end: Math.max(...questions.map(endOf)),
    };
    const window = windowOf(
      rules.map(({ zone }) => ({ timezone: zone })),
      span,
    );
    const ids = [...new Set(rules.map(({ id }) => id))];
    const times = await this.occupancies.timesOverlapping(access, tenantId, ids, window);
    const slices = new LoopSlices();
    for (const { question, resources } of wishes) {
      const { nowMs } = question.request;
      const facts = question.rules.map((rule) => ({
        ...rule,
        occupied: occupiedOf(times.get(rule.id) ?? [], nowMs),
      }));
      const request = { ...question.request, to: endOf(question) };
      const first = firstSlot(facts, request, () => this.chance.fraction());
      offers.set(question, 'refused' in first ? first : { ok: first.ok && shown(first.ok, resources) });
      await slices.rest();
    }
    return offers;
  }
}

/** Those of the wishes that have as many resources as one question may have, until there are too many in all. */
function withinBounds(wishes: readonly SlotWish[]): ReadonlySet<SlotWish> {
  const ids = new Set<string>();
  return new Set(
    wishes.filter(({ resourceIds }) => {
      const fresh = resourceIds.filter((id) => !ids.has(id));
      if (resourceIds.length > resourcesAtMost || ids.size + fresh.length > resourcesInAll) return false;
      for (const id of fresh) ids.add(id);
      return true;
    }),
  );
}

const shown = (
  { start, end, resourceIds }: Interval & { readonly resourceIds: readonly string[] },
  resources: ReadonlyMap<string, Resource>,
): NextSlot => ({ start, end, resources: resourceIds.flatMap((id) => resources.get(id) ?? []) });
