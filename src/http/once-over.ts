import type { FastifyReply } from 'fastify';

/** Calls `run` once: when the answer is out, or will never be because its client goes away. A client that has gone before is not told of. */
export function onceOver({ raw: response, request: { raw: request } }: FastifyReply, run: () => void): void {
  if (response.socket !== null) {
    response.once('close', run);
    return;
  }
  // An answer that waits behind another one of its connection is not told that the client is gone: only its request is.
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    run();
  };
  response.once('close', over);
  request.once('close', () => {
    if (request.socket.destroyed) over();
  });
}
