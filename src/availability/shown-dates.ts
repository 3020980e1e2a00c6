import type { OfferedSlot } from '../schedule/offered-slots.js';
import { zoneDays } from '../schedule/zone-days.js';
import type { FoundSlots } from './availability.service.js';

/** The dates, in the answer's zone, on which something can be booked, each with all resources that can. */
export function showDates(found: FoundSlots): { date: string; resources: string[] }[] {
  const dates = byDate(found, new Map<string, Set<string>>(), (ids = new Set<string>(), slot) => {
    for (const id of slot.resourceIds) ids.add(id);
    return ids;
  });
  const rank = new Map(found.asked.resources.map(({ id }, index) => [id, index]));
  const place = (id: string) => rank.get(id) ?? 0;
  return [...dates].map(([date, ids]) => ({
    date,
    resources: [...ids].sort((one, other) => place(one) - place(other)),
  }));
}

/** How many slots each date has; dates without any are left out. */
export const showCounts = (found: FoundSlots): { date: string; count: number }[] =>
  [...byDate(found, new Map<string, number>(), (count = 0) => count + 1)].map(([date, count]) => ({
    date,
    count,
  }));

/** A slot belongs to the date on which it starts, a free interval to every date that it has a part in. */
function byDate<Value>(
  { asked: { question }, slots }: FoundSlots,
  dates: Map<string, Value>,
  add: (value: Value | undefined, slot: OfferedSlot) => Value,
): ReadonlyMap<string, Value> {
  const { zone, from, to, lengthMs } = question;
  const days = zoneDays(zone.name, from, to);
  const names = new Map<number, string>();
  /** Slots by the thousand have few dates. */
  const dateOf = (day: number, at: number): string => {
    const known = names.get(day) ?? zone.write(at).slice(0, 10);
    names.set(day, known);
    return known;
  };
  for (const slot of slots) {
    for (let at = slot.start; ;) {
      const day = days.dayOf(at);
      const date = dateOf(day, at);
      dates.set(date, add(dates.get(date), slot));
      if (lengthMs !== null) break;
      at = days.endOf(day);
      if (at >= slot.end) break;
    }
  }
  return dates;
}
