import type { FastifyInstance } from 'fastify';
import { Problem } from '../common/problem.js';

/** Characters of a body at most (contract 0, "Bodies"). */
const mostCharacters = 64_000;
/** Routes that take many things at once, and bytes of their bodies at most. */
const largeBodies: ReadonlySet<string> = new Set(['/v2/bookings/bulk', '/v2/page-tokens']);
const mostLargeBytes = 2_000_000;
const mostFormCharacters = 24_000;

/** Methods of requests that say something with their body, if only that there is none. */
const takesBody: ReadonlySet<string> = new Set(['POST', 'PUT']);

/** Routes of the API that show pages, whose forms are read. */
const routesWithForms: ReadonlySet<string> = new Set(['/v2/bookings/:id/external_action/:action']);

/** Reads JSON bodies (an empty one, and none at all, is `{}`) and, for the forms of pages, urlencoded ones. Other media types are 415. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRoute', (route) => {
    if (largeBodies.has(route.url)) route.bodyLimit = mostLargeBytes;
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined && takesBody.has(request.method)) request.body = {};
    done();
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const most = largeBodies.has(request.routeOptions.url ?? '') ? mostLargeBytes : mostCharacters;
    parse(() => readJson(body as string, most), done);
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      // Forms are for pages; the API speaks JSON.
      if (request.url.startsWith('/v2/') && !routesWithForms.has(request.routeOptions.url ?? ''))
        done(new Problem('media_type_unsupported', { detail: 'Send application/json.' }));
      else parse(() => readForm(body as string), done);
    },
  );
}

function parse(read: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, read());
  } catch (error) {
    done(error as Error);
  }
}

function readJson(text: string, most: number): unknown {
  if (text.length > most)
    throw new Problem('content_too_large', { detail: `A body has at most ${most} characters.` });
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem('request_malformed', { detail: 'The body is not JSON.' });
  }
}

/** Names to values; a name that stands twice cannot be read one way. */
function readForm(text: string): Record<string, string> {
  if (text.length > mostFormCharacters) throw new Problem('content_too_large');
  const form = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in form)
      throw new Problem('parameter_repeated', {
        detail: `The field ${JSON.stringify(name.slice(0, 64))} stands more than once.`,
      });
    form[name] = value;
  }
  return form;
}
