import type { FastifyReply } from 'fastify';
import { builtScript, isHeld, takesGzip, type BuiltScriptName } from './built-script.js';
import type { HttpRequest } from './request.js';

const headers = {
  'Content-Type': 'text/javascript; charset=utf-8',
  'Cache-Control': 'public, max-age=3600',
  Vary: 'Accept-Encoding',
  // For the pages of every merchant.
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** What every route that sends a script answers, for its declaration. */
export const scriptAnswers = {
  200: { description: 'The module.' },
  304: { description: 'The copy that `If-None-Match` names still stands.' },
};

/** Answers with an ES module that pages of every origin may load and keep for an hour; 304 where they hold it already. */
export async function sendScript(
  request: HttpRequest,
  reply: FastifyReply,
  name: BuiltScriptName,
): Promise<void> {
  const { plain, gzipped } = await builtScript(name);
  const zipped = takesGzip(request.headers['accept-encoding']);
  const { bytes, etag } = zipped ? gzipped : plain;
  void reply.headers({ ...headers, ETag: etag });
  if (isHeld(request.headers['if-none-match'], etag)) {
    void reply.status(304).send();
    return;
  }
  if (zipped) void reply.header('Content-Encoding', 'gzip');
  void reply.status(200).send(bytes);
}
