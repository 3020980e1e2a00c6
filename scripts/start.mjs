import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, giveUp, install, node, requireNode, root, say } from './setup.mjs';

requireNode();
install();
if (!build()) giveUp('The build failed: see above.');

const cli = join(root, 'dist', 'cli.js');
if (!node([cli, 'migrate'])) process.exit(1);

const { status, stdout } = spawnSync(process.execPath, [cli, 'tenant', 'list', '--json'], {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (status !== 0) process.exit(1);
if (JSON.parse(stdout).length === 0) {
  say('Making a demo tenant …');
  // The secrets stand in the ready commands; here they would only be in the way.
  if (!node([cli, 'seed', '--demo'], { stdio: ['ignore', 'ignore', 2] })) process.exit(1);
}

const server = spawn(process.execPath, [cli, 'serve', '--ready-commands'], { cwd: root, stdio: 'inherit' });
// The server ends by itself and gracefully; this process waits for it. A terminal sends SIGINT to both.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
