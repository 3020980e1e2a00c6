import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of all bodies together that have begun to arrive and are not there whole. */
const mostBytes = 96 * 1024 * 1024;

/**
 * Bounds the memory that unfinished bodies take in all: anybody may send one, before it is known who asks. Where there is no room, the
 * connection closes whose body has been arriving for longest: among many that were begun to fill the memory, bodies that arrive at
 * once pass. Each is bounded by itself, and in time, elsewhere.
 */
export function registerBodyRoom(fastify: FastifyInstance, most = mostBytes): void {
  /** Oldest first. */
  const arriving = new Map<FastifyRequest, number>();
  let bytes = 0;
  const leave = (request: FastifyRequest): void => {
    bytes -= arriving.get(request) ?? 0;
    arriving.delete(request);
  };
  const makeRoom = (): void => {
    for (const request of arriving.keys()) {
      if (bytes <= most) return;
      leave(request);
      request.raw.destroy();
    }
  };
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    // Who listens reads, and what has no body is best left alone: its end tells others that its client is gone.
    if (!bringsBody(request)) return done(null, payload);
    arriving.set(request, 0);
    payload.on('data', (chunk: Buffer | string) => {
      const before = arriving.get(request);
      if (before === undefined) return;
      arriving.set(request, before + chunk.length);
      bytes += chunk.length;
      if (bytes > most) makeRoom();
    });
    for (const event of ['end', 'close', 'error']) payload.on(event, () => leave(request));
    done(null, payload);
  });
}

const bringsBody = ({ method, headers }: FastifyRequest): boolean =>
  method !== 'GET' &&
  method !== 'HEAD' &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0);
