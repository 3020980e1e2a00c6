import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The widget as it comes from npm. */
const build = join(import.meta.dirname, '../../node_modules/timekit-booking/public/build');

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Merchant</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/build/booking.min.css"></head>
<body><div id="bookingjs"></div><script src="/build/booking.min.js"></script></body></html>`;

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

export interface MerchantPage {
  /** Origin without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** A merchant's own web server, whose page loads the booking widget: to the API it is another site. */
export async function startMerchantPage(): Promise<MerchantPage> {
  const server = createServer((request, response) => {
    const file = /^\/build\/([\w.]+\.(\w+))$/.exec(request.url ?? '');
    if (file === null) {
      response.setHeader('Content-Type', 'text/html');
      response.end(html);
      return;
    }
    try {
      const content = readFileSync(join(build, file[1] as string));
      response.setHeader('Content-Type', types[file[2] as string] ?? 'application/octet-stream');
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    // By name: cookies and sites go by the host's name, and the API's is 127.0.0.1.
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
