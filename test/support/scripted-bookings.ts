import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtScript } from '../../src/http/built-script.js';
import { page } from '../../src/pages/page.js';
import { Html } from '../../src/pages/html.js';

export interface ScriptedAnswer {
  readonly status?: number;
  readonly body: unknown;
}

type Script = (request: {
  readonly method: string;
  readonly url: URL;
}) => Promise<ScriptedAnswer> | ScriptedAnswer;

/** A booking server that answers what a test tells it to, with the real component in a page like the product's. */
export class ScriptedBookings {
  script: Script = () => ({ body: { data: [], next_cursor: null } });
  attributes = 'app-slug="shop" search="customer.email:a@example.com" signed-search="a.b.c"';
  content = '';
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
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

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/overview.js') {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      response.end((await builtScript('overview')).plain.bytes);
    } else if (url.pathname === '/') {
      const element = `<booking-overview ${this.attributes}>${this.content}</booking-overview>`;
      const { text, headers } = page({
        title: 'My bookings',
        language: 'en',
        script: '/overview.js',
        content: new Html(element),
      });
      response.writeHead(200, headers).end(text);
    } else {
      const { status = 200, body } = await this.script({ method: request.method ?? '', url });
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }
  }
}
