import { isJsonObject, type Json, type JsonObject } from '../../common/free-form.js';
import type { Project } from '../../projects/project.entity.js';

/** What a project's `booking` says for a create that leaves it out. */
export interface BookingDefaults {
  readonly graph: string | null;
  readonly what: string | null;
  readonly where: string | null;
  readonly description: string | null;
  readonly settings: JsonObject;
  readonly meta: JsonObject;
  readonly maxSeats: Json;
}

const noDefaults: BookingDefaults = {
  graph: null,
  what: null,
  where: null,
  description: null,
  settings: {},
  meta: {},
  maxSeats: null,
};

/** Members of another kind than they should be say nothing. */
export function defaultsOf(project: Pick<Project, 'booking'> | null): BookingDefaults {
  if (project === null) return noDefaults;
  const { graph, what, where, description, settings, meta, group_booking: group } = project.booking;
  return {
    graph: textOrNull(graph),
    what: textOrNull(what),
    where: textOrNull(where),
    description: textOrNull(description),
    settings: objectOrEmpty(settings),
    meta: objectOrEmpty(meta),
    maxSeats: objectOrEmpty(group)['max_seats'] ?? null,
  };
}

const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

const objectOrEmpty = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
