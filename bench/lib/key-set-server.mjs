import { createServer } from 'node:http';

/** An issuer's JWK Set on 127.0.0.1, each request counted and answered after `delayMs`. */
export async function startKeySetServer(keys, { delayMs = 0 } = {}) {
  const text = JSON.stringify({ keys });
  const state = { fetches: 0 };
  const server = createServer((_request, response) => {
    state.fetches += 1;
    setTimeout(() => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=3600' });
      response.end(text);
    }, delayMs);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    uri: `http://127.0.0.1:${server.address().port}/keys`,
    state,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
