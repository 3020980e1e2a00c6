import { ScriptedBackend, type ScriptedAnswer, type ScriptedRequest } from './scripted-backend.js';

const hourMs = 3_600_000;

/** Tomorrow at ten in Copenhagen in winter, so many hours later. */
export const slotAt = (hours: number, resource = 'Ann') => {
  const start = Math.ceil(Date.now() / (24 * hourMs)) * 24 * hourMs + (9 + hours) * hourMs;
  return {
    start: new Date(start).toISOString(),
    end: new Date(start + hourMs / 2).toISOString(),
    resources: [{ id: 'r', name: resource, timezone: 'Europe/Copenhagen' }],
  };
};

export const projectOf = (name: string, members: object = {}) => ({
  type: 'project',
  id: `id-${name}`,
  name,
  description: `What a ${name} is`,
  next_slot: { ...slotAt(0), project_id: `id-${name}` },
  ...members,
});

/** A search's answer with these results. */
export const found = (results: readonly object[], count = results.length): ScriptedAnswer => ({
  body: {
    meta: { uuid: 'u', errors: [] },
    response: { results, resultsCount: count, queryId: 'q' },
    data: results,
  },
});

export const problem = (status: number, code: string, members: object = {}): ScriptedAnswer => ({
  status,
  body: { status, code, ...members },
});

type Answered = Promise<ScriptedAnswer> | ScriptedAnswer;

/** What each address answers; a test replaces those that it is about. */
export interface SearchScript {
  readonly search: (input: string, request: ScriptedRequest) => Answered;
  readonly times: (request: ScriptedRequest) => Answered;
  readonly project: (request: ScriptedRequest) => Answered;
  readonly book: (request: ScriptedRequest) => Answered;
}

const standard: SearchScript = {
  search: () => found([projectOf('Haircut'), projectOf('Beard trim')]),
  times: () => ({ body: { data: [0, 1, 2, 24, 25].map((hours) => slotAt(hours)) } }),
  project: () => ({ body: { data: { id: 'p', customer_fields: {} } } }),
  book: ({ body }) => {
    const { start, end } = body as { start: string; end: string };
    const event_info = { start, end, what: 'Haircut', where: '1 High Street' };
    const data = {
      id: 'b1',
      state: 'confirmed',
      attributes: { event_info },
      resource: { id: 'r', name: 'Ann' },
    };
    return { status: 201, body: { data } };
  },
};

/** The search in a page, before a backend of a test's making; `asked` has every request to it. */
export class ScriptedSearch extends ScriptedBackend {
  readonly asked: ScriptedRequest[] = [];

  constructor() {
    super('search', 'booking-search', 'token="a.b.c" widget-key="w"');
  }

  play(script: Partial<SearchScript>): void {
    const { search, times, project, book } = { ...standard, ...script };
    this.asked.length = 0;
    this.script = (request) => {
      this.asked.push(request);
      const { pathname, searchParams } = request.url;
      if (pathname === '/v2/search') return search(searchParams.get('input') ?? '', request);
      if (pathname === '/v2/availability') return times(request);
      if (pathname.startsWith('/v2/projects/embed/')) return project(request);
      if (pathname === '/v2/bookings') return book(request);
      return { status: 404, body: {} };
    };
  }
}
