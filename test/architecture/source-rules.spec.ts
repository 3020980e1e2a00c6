import { describe, expect, it } from '@jest/globals';
import { codeOf, foldersOf, readRepositoryFile, sourceFiles } from '../support/source-files.js';

const all = sourceFiles('src');
const product = all.filter(({ path }) => !path.endsWith('.spec.ts'));
const pathsWhere = (holds: (file: { path: string; text: string }) => boolean) =>
  product.filter(holds).map(({ path }) => path);

/** The folders from the ground up, as the linter's configuration lists them. */
const layers = [
  .../const layers = \[([^\]]*)\]/
    .exec(readRepositoryFile('eslint.config.mjs'))![1]!
    .matchAll(/'([a-z-]+)'/g),
].map(([, name]) => name as string);

const folderOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1];

/** Specifiers of a file's relative imports, resolved to paths of the repository. */
function importsOf({ path, text }: { path: string; text: string }): string[] {
  const specifiers = [...text.matchAll(/^(?:import|export)[^;]*?from '(\.[^']+)';/gm)].map(
    ([, name]) => name as string,
  );
  return specifiers.map((name) => new URL(name, `file:///${path}`).pathname.slice(1).replace(/\.js$/, '.ts'));
}

describe('the rules about source files', () => {
  it('every folder of src stands in the layer list that the linter enforces, and no other', () => {
    expect(layers.length).toBeGreaterThan(10);
    expect(foldersOf('src').filter((name) => !layers.includes(name))).toEqual([]);
  });

  it('a folder imports only what stands above it; what lies beside the folders composes them, for the last one alone', () => {
    const heightOf = (path: string) => {
      const folder = folderOf(path);
      return folder === undefined ? layers.length - 1 : layers.indexOf(folder);
    };
    const wrong = product
      .filter(({ path }) => folderOf(path) !== undefined)
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => heightOf(target) > heightOf(file.path))
          .map((target) => `${file.path} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("another folder's repositories and controllers are private", () => {
    const wrong = product.flatMap((file) =>
      importsOf(file)
        .filter(
          (target) =>
            /\.(repository|controller)\.ts$/.test(target) && folderOf(target) !== folderOf(file.path),
        )
        .map((target) => `${file.path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('imports form a tree: no file leads back to itself', () => {
    const edges = new Map(product.map((file) => [file.path, importsOf(file)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (path: string, way: string[]): void => {
      if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' → '));
      if (way.includes(path) || done.has(path)) return;
      for (const target of edges.get(path) ?? []) walk(target, [...way, path]);
      done.add(path);
    };
    for (const path of edges.keys()) walk(path, []);
    expect(cycles).toEqual([]);
    // The graph is a real one: every import was found on disk.
    const targets = [...edges.values()].flat();
    expect(targets.length).toBeGreaterThan(200);
    expect(targets.filter((target) => !edges.has(target))).toEqual([]);
  });

  it('no source file has more than 250 lines, blank ones and comments left out', () => {
    expect(
      pathsWhere(
        ({ text }) =>
          codeOf(text)
            .split('\n')
            .filter((line) => line.trim() !== '').length > 250,
      ),
    ).toEqual([]);
  });

  it('only src/config reads the environment', () => {
    const readers = pathsWhere(({ text }) =>
      /process\s*\.\s*env|process\[|\benv\b.*from 'node:process'/.test(codeOf(text)),
    );
    expect(readers.filter((path) => !path.startsWith('src/config/'))).toEqual([]);
    expect(readers).not.toEqual([]);
  });

  it('only common/outbound calls out', () => {
    const callers = pathsWhere(
      ({ text }) =>
        /(?<![.\w#])fetch\(|globalThis\s*\.\s*fetch/.test(codeOf(text)) ||
        /from '(?:undici|node:https|node:http2|node:dgram|node:tls)'/.test(text) ||
        /import (?!type)[^;{]*\{[^}]*\b(?:request|get|connect|createConnection|Agent|Socket)\b[^}]*\} from 'node:(?:http|net)'|import \w+ from 'node:(?:http|net)'/.test(
          text.replace(/\btype \w+,?/g, ''),
        ),
    );
    expect(callers.filter((path) => !path.startsWith('src/common/outbound/'))).toEqual([]);
  });

  it('no name says nothing (utils, helpers, manager, misc), and names are kebab-case', () => {
    const empty = /(^|[/.-])(utils?|helpers?|managers?|misc|common-stuff)([/.-]|$)/;
    const form =
      /^src\/([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*(\.(module|controller|service|repository|entity|schemas|guard|strategy|errors|filter|interceptor|command|spec))*\.ts$/;
    const withinNames = all.map(({ path }) => path).filter((path) => !path.includes('/migrations/1'));
    expect(withinNames.filter((path) => empty.test(path.slice(4)) || !form.test(path))).toEqual([]);
  });

  it('exports have names, nothing is exported on another file’s behalf, and nothing is imported forward', () => {
    expect(
      pathsWhere(({ text, path }) => /^export default/m.test(text) && !path.startsWith('src/config/')),
    ).toEqual([]);
    expect(pathsWhere(({ text }) => /^export \*|forwardRef\(/m.test(codeOf(text)))).toEqual([]);
  });

  it('chance comes from node:crypto', () => {
    expect(pathsWhere(({ text }) => /Math\s*\.\s*random/.test(codeOf(text)))).toEqual([]);
  });
});
