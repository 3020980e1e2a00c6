import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Packages that tests load as one file each: jest loads the modules of every test file anew, and the packages of a server
 * are 2,200 of them. All that imports a package in jest gets its bundle, so that a class is the same class for everybody;
 * a package that would end up in two bundles fails the run.
 */
const alone = [
  ...[
    'commander',
    'fast-check',
    'ical-generator',
    'jose',
    'jsonwebtoken',
    'jwks-rsa',
    'lru-cache',
    'passport',
  ],
  ...['passport-jwt', 'pg', 'pino', 'prom-client', 're2js', 'temporal-polyfill', 'typeorm', 'yaml', 'zod'],
];

/** One bundle of packages that import each other's inner files, and of the inner files that our sources import. */
const framework = [
  '@nestjs/common',
  '@nestjs/common/constants.js',
  '@nestjs/common/enums/route-paramtypes.enum.js',
  '@nestjs/core',
  '@nestjs/passport',
  '@nestjs/platform-fastify',
  '@nestjs/swagger',
  '@nestjs/terminus',
  '@fastify/static',
  'fastify',
  'rxjs',
];

/** Loaded as they are: one looks for its binary beside itself, the other has to come before whatever is decorated. */
const asTheyAre = ['better-sqlite3', 'reflect-metadata'];

/** ES modules that CommonJS packages require, which jest cannot do on Node.js below 24.9. */
const required = ['jose', 'lru-cache'];

const folder = '.cache/packages';
const packageOf = (path) => /^(@[^/]+\/)?[^/]+/.exec(path)[0];
const bundled = new Set([...alone, ...framework].map(packageOf));

const isModule = (name) =>
  JSON.parse(readFileSync(join('node_modules', packageOf(name), 'package.json'), 'utf8')).type === 'module';
const isBundledAsModule = (name) => isModule(name) && !required.includes(name);
const fileOf = (name) => `${name.replace(/\.js$/, '')}.${isBundledAsModule(name) ? 'mjs' : 'cjs'}`;
const doorOf = (name) => `${name.replace(/\.js$/, '')}.mjs`;

/** What jest's moduleNameMapper is told. */
export const bundledPackages = Object.fromEntries(
  [...alone.map((name) => [name, fileOf(name)]), ...framework.map((name) => [name, doorOf(name)])].map(
    ([name, file]) => [`^${name.replaceAll('.', '\\.')}$`, `<rootDir>/${folder}/${file}`],
  ),
);

/** Leaves other bundles' packages, and what is not installed, for jest to find. */
const others = (names) => ({
  name: 'others',
  setup(bundler) {
    const own = new Set(names.map(packageOf));
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...place }) => {
      if (pluginData === 'resolving') return undefined;
      if (asTheyAre.includes(path)) return { path, external: true };
      const found = await bundler.resolve(path, { ...place, pluginData: 'resolving' });
      if (found.errors.length > 0) return { path, external: true };
      // From the first node_modules on: a package's own copy of another is its own.
      const owner = packageOf(/\/node_modules\/(.*)|$/.exec(found.path.replaceAll('\\', '/'))[1] ?? path);
      if (own.has(owner) || !bundled.has(owner)) return found;
      if (alone.includes(path) || framework.includes(path)) return { path, external: true };
      throw new Error(`${place.importer} imports ${path}, which another bundle has in it too.`);
    });
  },
});

/** What CommonJS modules have around them, for those in the bundle of an ES module. */
const surroundings = [
  `import 'reflect-metadata';`,
  `import { createRequire as requireHere } from 'node:module';`,
  `const require = requireHere(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`,
].join('\n');

const bundle = (contents, outfile, names) =>
  build({
    stdin: { contents, resolveDir: '.' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Names of classes are names of providers and errors.
    keepNames: true,
    // What a package says of itself being free of side effects is not believed: all of it is there.
    ignoreAnnotations: true,
    // An import() becomes a require(): see compile-once.cjs.
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    // A failure shows the lines around it.
    lineLimit: 120,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [others(names)],
    ...(outfile.endsWith('.mjs')
      ? { format: 'esm', banner: { js: surroundings } }
      : { format: 'cjs', define: { 'import.meta.url': '__filename' } }),
  });

async function bundleAlone(name, into) {
  const all = `export * from '${name}';`;
  const hasDefault = 'default' in (await import(name));
  const contents = isModule(name)
    ? `${all}${hasDefault ? `export { default } from '${name}';` : ''}`
    : `module.exports = require('${name}');`;
  await bundle(contents, join(into, fileOf(name)), [name]);
}

async function bundleFramework(into) {
  const all = framework.map((name, at) => `export * as of${at} from '${name}';`).join('\n');
  await bundle(all, join(into, 'framework.mjs'), framework);
  for (const [at, name] of framework.entries()) await openDoor(name, at, into);
}

/** A module by which one package of the framework's bundle is imported. */
async function openDoor(name, at, into) {
  const { default: byDefault, ...named } = await import(name);
  const names = Object.keys(named).filter((each) => each !== 'module.exports');
  const file = join(into, doorOf(name));
  mkdirSync(dirname(file), { recursive: true });
  const up = '../'.repeat(doorOf(name).split('/').length - 1) || './';
  writeFileSync(
    file,
    `import { of${at} as bundled } from '${up}framework.mjs';
export const { ${names.join(', ')} } = bundled;
${byDefault === undefined ? '' : 'export default bundled.default;\n'}`,
  );
}

/** The versions of all packages, and this file. */
function madeOf() {
  const sources = ['package-lock.json', import.meta.filename].map((file) => readFileSync(file));
  return createHash('sha256').update(Buffer.concat(sources)).update(process.version).digest('hex');
}

/** Makes the bundles, unless they are there; another run may be doing the same. */
export default async function bundlePackages() {
  const stamp = join(folder, 'made-of');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf()) return;
  const making = `${folder}-${process.pid}`;
  for (const name of alone) await bundleAlone(name, making);
  await bundleFramework(making);
  writeFileSync(join(making, 'made-of'), madeOf());
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(making, folder);
  } catch (error) {
    // Another run was faster with the same.
    if (!existsSync(stamp)) throw error;
    rmSync(making, { recursive: true });
  }
}
