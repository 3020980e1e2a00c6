import { ScriptedBackend } from './scripted-backend.js';

export type { ScriptedAnswer } from './scripted-backend.js';

/** The overview in a page, before a backend of a test's making. */
export class ScriptedBookings extends ScriptedBackend {
  constructor() {
    super(
      'overview',
      'booking-overview',
      'app-slug="shop" search="customer.email:a@example.com" signed-search="a.b.c"',
    );
  }

  /** A booking as contract 2 prints it, tomorrow, that can be cancelled and moved. */
  booking(
    id: string,
    members: Record<string, unknown> = {},
    startsInMs = 86_400_000,
  ): Record<string, unknown> {
    const [start, end] = [startsInMs, startsInMs + 1_800_000].map((ms) =>
      new Date(Date.now() + ms).toISOString(),
    );
    const link = (action: string) =>
      `${this.url}/v2/bookings/${id}/external_action/${action}?signature=a.b.c`;
    return {
      id,
      graph: 'instant',
      state: 'confirmed',
      updated_at: new Date().toISOString(),
      attributes: {
        event_info: { start, end, what: `Cut ${id}`, where: '1 High Street', description: null },
      },
      resource: { id: 'r', name: 'Ann' },
      customer_action_links: {
        cancel_by_customer: link('cancel_by_customer'),
        reschedule_by_customer: link('reschedule_by_customer'),
      },
      ...members,
    };
  }
}
