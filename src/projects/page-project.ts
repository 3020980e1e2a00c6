import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../common/free-form.js';
import { knownAvailabilityMembers } from './project-availability.schemas.js';
import type { ProjectWithResources } from './projects.service.js';
import { picked, publicBooking, withoutNulls } from './shown-project.js';

/** What a booking page shows and asks where the merchant has said nothing. */
const defaultUi: JsonObject = {
  avatar: '',
  display_name: '',
  show_credits: false,
  show_timezone_helper: true,
  time_date_format: '12h-mdy-sun',
  availability_view: 'agendaWeek',
  localization: {
    submit_button: 'Book it',
    allocated_resource_prefix: 'with',
    success_message: 'You are booked in as %s',
    reschedule_submit_button: 'Reschedule',
    reschedule_success_message: 'Your booking has been moved',
  },
};

/** A create needs both, so every form asks for them. */
const defaultFields: JsonObject = {
  name: { title: 'Name', required: true, split_name: false },
  email: { title: 'E-mail', format: 'email', required: true },
};

/**
 * The project in the form that Timekit's widget merges into its configuration: defaults filled in and no member null,
 * since null would win there. Nothing in it is the merchant's own: a stranger reads it. `appKey` null is left out.
 */
export function pageProject({ project, resourceIds }: ProjectWithResources, appKey: string | null) {
  const availability = withoutNulls(picked(project.availability, [...knownAvailabilityMembers]));
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    ...(appKey !== null && { app_key: appKey }),
    resources: resourceIds,
    availability,
    booking: { graph: 'instant', ...publicBooking(project.booking) },
    // The widget sends one list of constraints; the project's own are in force whatever it sends.
    ...(!Object.hasOwn(availability, 'constraints') && {
      availability_constraints: project.availabilityConstraints,
    }),
    customer_fields: filledIn(defaultFields, withoutNulls(project.customerFields)),
    ui: filledIn(defaultUi, withoutNulls(project.ui)),
  };
}

/** The stated members over the defaults, member by member where both are objects. */
function filledIn(defaults: JsonObject, stated: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...defaults };
  for (const [name, value] of Object.entries(stated)) {
    const standard = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
    if (isJsonObject(standard)) {
      if (isJsonObject(value)) merged[name] = filledIn(standard, value);
    } else merged[name] = value;
  }
  return merged;
}

const freeForm = z.record(z.string(), z.unknown());

export const pageProjectSchema = z.object({
  data: z.object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    app_key: z
      .string()
      .meta({ description: 'The widget key that the page goes on with; absent where the tenant has none.' })
      .optional(),
    resources: z.array(z.uuid()),
    availability: freeForm,
    booking: freeForm,
    availability_constraints: z.array(freeForm).optional(),
    customer_fields: freeForm,
    ui: freeForm,
  }),
});
