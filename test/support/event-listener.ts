import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Device } from '../../src/devices/device.entity.js';
import { DeviceStreams } from '../../src/devices/streams/device-streams.service.js';
import { securityToken } from '../builders/signed-tokens.js';
import type { BuiltTenant } from '../builders/tenancy.js';
import type { TestServer } from './test-server.js';

/** An event stream as an EventSource sees it, byte for byte. */
export class EventListener {
  private static readonly all = new Set<EventListener>();

  text = '';
  /** Resolves when the server has ended the answer, or the connection broke. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly sent: ClientRequest,
    readonly answer: IncomingMessage,
  ) {
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => (this.text += text));
    this.ended = new Promise((resolve) => answer.once('close', resolve));
    answer.on('error', () => undefined);
    EventListener.all.add(this);
  }

  /** Opens a stream; resolves with its headers. `read: false` leaves what comes in the socket. */
  static async open(
    server: Pick<TestServer, 'url'>,
    path: string,
    { headers = {}, read = true }: { headers?: Record<string, string>; read?: boolean } = {},
  ): Promise<EventListener> {
    const sent = request(server.url + path, { agent: false, headers });
    sent.on('error', () => undefined);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).once('error', reject).end();
    });
    const listener = new EventListener(sent, answer);
    if (!read) answer.pause();
    return listener;
  }

  /** Whoever was opened so far goes away. */
  static leaveAll(): void {
    for (const listener of EventListener.all) listener.leave();
    EventListener.all.clear();
  }

  get status(): number {
    return this.answer.statusCode ?? 0;
  }

  /** What an EventSource would hand to `onmessage`. */
  get events(): unknown[] {
    return [...this.text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
  }

  leave(): void {
    this.sent.destroy();
  }
}

/** Path of a device's stream, as a client with a token, or with the client_id alone, asks for it. */
export const listenPath = (
  { keyId }: Pick<BuiltTenant, 'keyId'>,
  { id }: Pick<Device, 'id'>,
  token = '',
): string => `/v2/access/device/${id}/listen?auth=${encodeURIComponent(`${keyId}:${token}`)}`;

/** A signed client of this user listens. */
export const listens = (
  server: Pick<TestServer, 'url'>,
  tenant: BuiltTenant,
  device: Pick<Device, 'id'>,
  user: string,
  claims: Readonly<Record<string, unknown>> = {},
): Promise<EventListener> =>
  EventListener.open(server, listenPath(tenant, device, securityToken(tenant, user, { claims })));

export const streamsOf = ({ app }: Pick<TestServer, 'app'>): DeviceStreams =>
  app.get(DeviceStreams, { strict: false });
