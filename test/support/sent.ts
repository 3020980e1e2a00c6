import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

/** A request whose target, headers and body go out as they stand. */
export interface Sent {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const patienceMs = 30_000;

/** Sends it, and answers what came; of an answer that does not end (an event stream), its head. Rejects where none came in time. */
export const sent = (
  origin: string,
  { method, target, headers, body }: Sent,
  agent?: Agent,
): Promise<Received> =>
  new Promise((resolve, reject) => {
    const asking = request(origin, { method, path: target, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      const done = () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        });
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        done();
        asking.destroy();
        return;
      }
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', done);
      answer.on('error', reject);
    });
    asking.setTimeout(patienceMs, () => asking.destroy(new Error(`No answer within ${patienceMs} ms.`)));
    asking.on('error', reject);
    asking.end(body ?? undefined);
  });
