import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StaticPage {
  /** Origin without a trailing slash; to a server on 127.0.0.1 it is another site. */
  readonly url: string;
  /** What is shown from then on. */
  show(body: string): void;
  close(): Promise<void>;
}

/** A merchant's own page, which runs no script but those of `origin` and asks nobody else. */
export async function startStaticPage(origin: string): Promise<StaticPage> {
  let shown = '';
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin}; style-src 'unsafe-inline'; img-src data:`;
  const server = createServer((_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
    });
    response.end(
      `<!doctype html><html lang="en"><head><title>Merchant</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"></head><body><main><h1>Merchant</h1>${shown}</main></body></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    show: (body) => (shown = body),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
