import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InstalledPackage } from '../support/installed-package.js';

describe('countersign/device', () => {
  let installed: InstalledPackage;
  beforeAll(() => {
    installed = new InstalledPackage();
  });
  afterAll(() => installed.remove());

  it('has types that a program compiles against', () => {
    expect(
      installed.compile(`
        import { createDevice, DeviceError, type Attached, type TokenSource } from 'countersign/device';
        const token: TokenSource = async () => null;
        const device = createDevice({ api: 'https://countersign.example', clientId: 'k', user: 'u', token });
        const attached: Attached = await device.attach({ metadata: { room: 'kitchen' }, overallLimit: 2 });
        const stop: () => void = device.listen(() => console.log(attached.exceeded), (error) => console.log(error.code));
        try { await device.detach(); } catch (error) { if (error instanceof DeviceError) stop(); }
      `),
    ).toBe('');
    expect(
      installed.compile(
        `import { createDevice } from 'countersign/device'; createDevice({ clientID: 'k' });`,
      ),
    ).toContain('clientID');
  });

  it('loads where there is no browser, as where pages are rendered on a server, and asks nobody there', () => {
    const program = `
      import { createDevice } from 'countersign/device';
      console.log(createDevice({ api: 'https://countersign.example', clientId: 'k' }).id);
      try { createDevice({ clientId: 'k' }) } catch (error) { console.log(error.name, error.message) }`;
    const options = ['--input-type=module', '--eval', program];
    const printed = execFileSync(process.execPath, options, { cwd: installed.directory, encoding: 'utf8' });
    expect(printed).toBe('null\nTypeError api is the http(s) address of the server.\n');
  });
});
