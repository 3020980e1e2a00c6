import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything that came back on the connection. */
  readonly text: string;
}

/** For the first byte of an answer, of a server that is busy with other suites. */
const patienceMs = 20_000;

/** Sends bytes as they stand and answers what came back until the server closed the connection, or, once it had begun, fell silent for a while. */
export function sendBytes(url: string, bytes: string | Buffer, silenceMs = 1500): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    const finish = () => {
      socket.destroy();
      resolve(readAnswer(Buffer.concat(chunks).toString('latin1')));
    };
    socket.setTimeout(patienceMs, finish);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      socket.setTimeout(silenceMs);
    });
    socket.on('end', finish);
    // A server that refuses early may reset the connection while the rest is still on its way.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? finish() : reject(error),
    );
    socket.write(bytes);
  });
}

/** One request whose target goes out as it stands; fetch would tidy it up first. */
export const sendTarget = (
  url: string,
  target: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<RawAnswer> =>
  sendBytes(
    url,
    [
      `${method} ${target} HTTP/1.1`,
      'Host: countersign.example',
      'Connection: close',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      '',
    ].join('\r\n'),
  );

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const raw = end === -1 ? '' : text.slice(end + 4);
  const body =
    headers['transfer-encoding'] === 'chunked'
      ? raw.replace(/^[0-9a-f]+\r\n|\r\n[0-9a-f]+\r\n(?:\r\n)?$/g, '')
      : raw;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers, body, text };
}
