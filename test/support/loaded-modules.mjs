import { appendFileSync } from 'node:fs';
import Module, { register } from 'node:module';

/**
 * Given to a process by `--import`: writes the address of every ES module it loads into the file COUNTERSIGN_TEST_LOADED, and at its end
 * the path of every other one.
 */
const file = process.env.COUNTERSIGN_TEST_LOADED;
const hooks = `
  import { appendFileSync } from 'node:fs';
  export function load(url, context, next) {
    appendFileSync(${JSON.stringify(file)}, url + '\\n');
    return next(url, context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
process.on('exit', () => appendFileSync(file, `${Object.keys(Module._cache).join('\n')}\n`));
