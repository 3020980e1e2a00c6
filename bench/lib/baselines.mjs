import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

const folder = new URL('../baselines/', import.meta.url);
const fileIn = (name) => new URL(name, folder);

/** Installs what the baselines of a folder need beyond the product's packages, where that was not done for its lock file yet. */
export function installBaselines(name = '') {
  const own = new URL(name, folder);
  const installed = new URL('node_modules/.package-lock.json', own);
  const wanted = statSync(new URL('package-lock.json', own)).mtimeMs;
  if (existsSync(installed) && statSync(installed).mtimeMs >= wanted) return;
  execFileSync('npm', ['ci', '--ignore-scripts'], {
    cwd: fileURLToPath(own),
    stdio: ['ignore', 2, 2],
  });
}

/** Compiles a baseline's one TypeScript file; answers where the module stands. */
export function compileBaseline(name) {
  const { outputText } = typescript.transpileModule(readFileSync(fileIn(`${name}.ts`), 'utf8'), {
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
    },
  });
  mkdirSync(fileIn('.cache/'), { recursive: true });
  const file = fileIn(`.cache/${name}.mjs`);
  writeFileSync(file, outputText);
  return file;
}
