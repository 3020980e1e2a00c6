import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Chance } from '../common/chance.js';
import { invalid } from '../common/problem.js';
import type { Zone } from '../common/zone.js';
import { offeredSlots, type OfferedSlot } from '../schedule/offered-slots.js';
import { AvailabilityFacts, type AskedAvailability } from './availability-facts.service.js';
import type { AvailabilityBody } from './availability.schemas.js';
import { unavailableSlots } from './unavailable-slots.js';

export interface FoundSlots {
  readonly asked: AskedAvailability;
  readonly slots: readonly OfferedSlot[];
}

/** Slots that one answer has, and resources that stand in all of them together. */
const slotsAtMost = 20_000;
const entriesAtMost = 100_000;

/** Which times can be booked (contract 2, "Availability"). What it offers, creating accepts. */
@Injectable()
export class AvailabilityService {
  constructor(
    @Inject(AvailabilityFacts) private readonly facts: AvailabilityFacts,
    @Inject(Chance) private readonly chance: Chance,
  ) {}

  /** Throws validation_failed where the answer would be too long. */
  async slots(caller: Principal, body: AvailabilityBody, zone: Zone): Promise<FoundSlots> {
    const asked = await this.facts.of(caller, body, zone);
    return answerable({ asked, slots: this.offered(asked) });
  }

  /** As `slots`, for whoever moves that booking: its own time counts as free. */
  async slotsWithout(
    caller: Pick<Principal, 'tenant'>,
    bookingId: string,
    body: AvailabilityBody,
    zone: Zone,
  ): Promise<FoundSlots> {
    const asked = await this.facts.of(caller, body, zone, bookingId);
    return answerable({ asked, slots: this.offered(asked) });
  }

  /** As `slots`, each with everyone who is free, so that a date names all of them. */
  async forDates(caller: Principal, body: AvailabilityBody, zone: Zone): Promise<FoundSlots> {
    const asked = await this.facts.of(caller, body, zone);
    const { request } = asked;
    const everyone = {
      ...asked,
      request: request.mode === 'mutual' ? request : { ...request, mode: 'exclusive' as const },
    };
    return { asked, slots: this.offered(everyone) };
  }

  /** As `slots`, however many there are. */
  async forCounting(caller: Principal, body: AvailabilityBody, zone: Zone): Promise<FoundSlots> {
    const asked = await this.facts.of(caller, body, zone);
    return { asked, slots: this.offered(asked) };
  }

  /** The slots inside the allowed hours that cannot be booked. Throws validation_failed where the answer would be too long. */
  async unavailable(caller: Principal, body: AvailabilityBody, zone: Zone): Promise<FoundSlots> {
    const asked = await this.facts.of(caller, body, zone);
    return answerable({ asked, slots: unavailableSlots(asked.facts, asked.request) });
  }

  private offered({ facts, request }: AskedAvailability): OfferedSlot[] {
    return offeredSlots(facts, request, () => this.chance.fraction());
  }
}

function answerable(found: FoundSlots): FoundSlots {
  const entries = found.slots.reduce((sum, { resourceIds }) => sum + resourceIds.length, 0);
  if (found.slots.length <= slotsAtMost && entries <= entriesAtMost) return found;
  throw invalid(
    'to',
    'is too far from from: so many slots are not answered at once; raise timeslot_increments or ask in parts',
  );
}
