import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { formsOf, submit, wantsJson } from '../support/link-visits.js';
import { LogCapture } from '../support/log-capture.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

describe('the log of action links', () => {
  const log = new LogCapture();
  let server: TestServer;
  let merchant: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer({ COUNTERSIGN_LOG_LEVEL: 'debug' }, { logSink: log.sink });
    merchant = await buildLinkingMerchant(server);
  });
  afterAll(() => server.close());

  const lineOf = async (answer: Answer) => (await log.linesOf(answer.headers.get('x-request-id')))[0];

  it('names the route, the key and why nothing was done, and holds no token, no address and no message', async () => {
    const id = await merchant.book();
    const path = merchant.link(id);
    const page = await server.request(`${path}&redirect=https%3A%2F%2Fshop.example%2Fprivate`);
    const done = await submit(server, formsOf(page.text, path)[0]!, { message: 'a private word' });
    const [undo] = formsOf(done.text, path);
    const used = await server.request(path);
    const told = await server.request(path, wantsJson);
    const refused = await server.request(merchant.link(id, 'confirm'));
    const broken = await server.request(`${path}x`);
    expect(await lineOf(page)).toMatchObject({
      route: '/v2/bookings/:id/external_action/:action',
      status: 200,
      credential: 'action_link',
      credential_id: merchant.tenant.keyId,
      tenant_id: merchant.tenant.id,
    });
    expect(await lineOf(used)).toMatchObject({ status: 410, code: 'link_used' });
    expect(await lineOf(told)).toMatchObject({ status: 410, code: 'link_used' });
    expect(await lineOf(refused)).toMatchObject({ status: 409, code: 'action_not_available' });
    expect(await lineOf(broken)).toMatchObject({ status: 401, code: 'token_rejected' });
    const signatures = [path, undo!.path].map((address) =>
      new URL(address, server.url).searchParams.get('signature')!,
    );
    for (const secret of [...signatures, ...signatures.map((token) => token.split('.')[1]!), 'private', id])
      expect(log.text).not.toContain(secret);
  });
});
