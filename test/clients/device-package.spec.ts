import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

/** A merchant's program that has the package installed. */
describe('countersign/device', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'countersign-device-'));
    mkdirSync(join(directory, 'node_modules'));
    symlinkSync(root, join(directory, 'node_modules', 'countersign'));
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const compile = (source: string): string => {
    writeFileSync(join(directory, 'page.ts'), source);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = '--noEmit --strict --target es2022 --lib es2022,dom --module nodenext';
    try {
      execFileSync(process.execPath, [tsc, ...options.split(' '), 'page.ts'], { cwd: directory });
      return '';
    } catch (error) {
      return String((error as { stdout: Buffer }).stdout);
    }
  };

  it('has types that a program compiles against', () => {
    expect(
      compile(`
        import { createDevice, DeviceError, type Attached, type TokenSource } from 'countersign/device';
        const token: TokenSource = async () => null;
        const device = createDevice({ api: 'https://countersign.example', clientId: 'k', user: 'u', token });
        const attached: Attached = await device.attach({ metadata: { room: 'kitchen' }, overallLimit: 2 });
        const stop: () => void = device.listen(() => console.log(attached.exceeded), (error) => console.log(error.code));
        try { await device.detach(); } catch (error) { if (error instanceof DeviceError) stop(); }
      `),
    ).toBe('');
    expect(
      compile(`import { createDevice } from 'countersign/device'; createDevice({ clientID: 'k' });`),
    ).toContain('clientID');
  });

  it('loads where there is no browser, as where pages are rendered on a server, and asks nobody there', () => {
    const program = `
      import { createDevice } from 'countersign/device';
      console.log(createDevice({ api: 'https://countersign.example', clientId: 'k' }).id);
      try { createDevice({ clientId: 'k' }) } catch (error) { console.log(error.name, error.message) }`;
    const options = ['--input-type=module', '--eval', program];
    const printed = execFileSync(process.execPath, options, { cwd: directory, encoding: 'utf8' });
    expect(printed).toBe('null\nTypeError api is the http(s) address of the server.\n');
  });
});
