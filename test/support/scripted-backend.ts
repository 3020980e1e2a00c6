import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtScript, type BuiltScriptName } from '../../src/http/built-script.js';
import { page } from '../../src/pages/page.js';
import { Html } from '../../src/pages/html.js';

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ScriptedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Of JSON; null without a body. */
  readonly body: unknown;
}

type Script = (request: ScriptedRequest) => Promise<ScriptedAnswer> | ScriptedAnswer;

/** A booking server that answers what a test tells it to, with a real component in a page like the product's. */
export class ScriptedBackend {
  script: Script = () => ({ body: { data: [], next_cursor: null } });
  content = '';
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  constructor(
    private readonly module: BuiltScriptName,
    private readonly element: string,
    public attributes: string,
  ) {}

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

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === `/${this.module}.js`) {
      response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
      response.end((await builtScript(this.module)).plain.bytes);
    } else if (url.pathname === '/') {
      const element = `<${this.element} ${this.attributes}>${this.content}</${this.element}>`;
      const { text, headers } = page({
        title: 'Shop',
        language: 'en',
        script: `/${this.module}.js`,
        content: new Html(element),
      });
      response.writeHead(200, headers).end(text);
    } else {
      const asked = { method: request.method ?? '', url, headers: request.headers };
      const { status = 200, headers, body } = await this.script({ ...asked, body: await bodyOf(request) });
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request) text += String(part);
  return request.headers['content-type'] === 'application/json' ? JSON.parse(text) : null;
}
