import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestKeyPair } from '../builders/jwk.js';

/** A merchant's identity provider: a JWK Set over plain HTTP on 127.0.0.1, counted, and broken at will. */
export class IssuerServer {
  /** Requests that arrived, whatever was asked for. */
  asked = 0;
  cacheControl: string | undefined = 'max-age=3600';
  #text = '{"keys":[]}';
  #status = 200;
  #holding: ServerResponse[] | undefined;
  #behaviour: RequestListener | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<IssuerServer> {
    const server = createServer((request, response) => issuer.#answer(request, response));
    const issuer = new IssuerServer(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return issuer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get jwksUri(): string {
    return `${this.origin}/keys`;
  }

  /** Public halves by kid, and whatever else the set is to hold. */
  publish(keys: Readonly<Record<string, TestKeyPair>>, others: readonly unknown[] = []): void {
    const jwks = Object.entries(keys).map(([kid, { jwk }]) => ({ ...jwk, kid }));
    this.publishText(JSON.stringify({ keys: [...others, ...jwks] }));
  }

  publishText(text: string, status = 200): void {
    this.#text = text;
    this.#status = status;
    this.#behaviour = undefined;
  }

  /** From now on requests are taken and not answered, until {@link resume}. */
  stall(): void {
    this.#holding ??= [];
  }

  resume(): void {
    const held = this.#holding ?? [];
    this.#holding = undefined;
    for (const response of held) this.#send(response);
  }

  /** From now on `behaviour` has every request, until something is published. */
  behave(behaviour: RequestListener): void {
    this.#behaviour = behaviour;
  }

  async close(): Promise<void> {
    this.resume();
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((closed) => this.server.close(closed));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked += 1;
    if (this.#behaviour !== undefined) this.#behaviour(request, response);
    else if (this.#holding === undefined) this.#send(response);
    else this.#holding.push(response);
  }

  #send(response: ServerResponse): void {
    response.writeHead(this.#status, {
      'Content-Type': 'application/json',
      ...(this.cacheControl !== undefined && { 'Cache-Control': this.cacheControl }),
    });
    response.end(this.#text);
  }
}
