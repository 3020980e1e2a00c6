import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('GET /device.js', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('is a module that pages of every origin may load and keep', async () => {
    const answer = await server.request('/device.js');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    expect(answer.text).toContain('createDevice');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    });
    const etag = answer.headers.get('etag') ?? '';
    const again = await server.request('/device.js', { headers: { 'If-None-Match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('is sent packed to who takes that, under 4 kB', async () => {
    const packed = await new Promise<Buffer>((resolve, reject) => {
      const headers = { 'Accept-Encoding': 'gzip' };
      request(`${server.url}/device.js`, { headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts)));
      })
        .on('error', reject)
        .end();
    });
    expect(packed.length).toBeLessThan(4_000);
    expect(gunzipSync(packed).toString('utf8')).toBe((await server.request('/device.js')).text);
  });
});
