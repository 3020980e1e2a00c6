import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { withNaturalNames } from './natural-names.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What stays a package of its own: it is native, or files of it are looked for by its name. */
const kept = ['better-sqlite3', 'swagger-ui-dist'];

/** What packages ask for in case it is there, and the product goes without. */
const absent = [
  ...['@nestjs/microservices', '@nestjs/websockets', '@nestjs/platform-express', '@nestjs/axios'],
  ...['@nestjs/mongoose', '@nestjs/sequelize', '@nestjs/typeorm', '@mikro-orm', '@grpc', '@prisma/client'],
  ...['@fastify/multipart', '@fastify/view', 'class-transformer', 'class-validator', 'mongoose', 'sequelize'],
  ...[
    '@google-cloud/spanner',
    '@sap/hana-client',
    'hdb-pool',
    'ioredis',
    'mongodb',
    'mssql',
    'mysql',
    'mysql2',
  ],
  ...['oracledb', 'pg-native', 'pg-query-stream', 'react-native-sqlite-storage', 'redis', 'sql.js'],
  ...['typeorm-aurora-data-api-driver'],
];

/**
 * Makes a few files of the compiled product in `dist` and of the packages that it runs on: `program/`, which `cli.js` starts from then
 * on. Thousands of small modules, each looked for, opened and compiled by itself, are most of what a start costs. The compiled modules
 * stay where they are; the licences of the packages go with the program, in `licenses.txt`. Names of functions and classes stay as well: rows of migrations, logs and stack traces show them. `dist` is as
 * the compiler has just written it.
 */
export function buildProgram(dist = join(root, 'dist')) {
  const { metafile } = buildSync({
    absWorkingDir: resolve(dist),
    entryPoints: ['cli.js', 'main.js'],
    // As deep as every folder of modules, so that what is looked for from a module's place is found.
    outdir: 'program',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Text beyond ASCII is escaped: one sign of it would make the engine keep a whole file at two bytes a sign.
    charset: 'ascii',
    chunkNames: 'part-[hash]',
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: true,
    sourcesContent: false,
    external: [...kept, ...absent.flatMap((name) => [name, `${name}/*`])],
    // Packages in the older format ask for the modules of Node.js by this name.
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    metafile: true,
    logLevel: 'error',
  });
  for (const name of Object.keys(metafile.outputs).filter((name) => name.endsWith('.js'))) {
    const file = resolve(dist, name);
    writeFileSync(file, withNaturalNames(readFileSync(file, 'utf8')));
  }
  const files = Object.keys(metafile.inputs).map((file) => resolve(dist, file));
  writeFileSync(join(dist, 'program/licenses.txt'), licensesOf(packagesOf(files)));
  writeFileSync(join(dist, 'cli.js'), "#!/usr/bin/env node\nimport './program/cli.js';\n");
}

/** The folders of the packages that files are of. */
function packagesOf(files) {
  const folders = files.map((file) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** What each package is, and the text of its licence where it brings one. */
function licensesOf(folders) {
  return folders
    .map((folder) => {
      const { name, version, license, licenses } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      const named = license ?? licenses?.map(({ type }) => type).join(', ') ?? 'see its text';
      const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version}: ${named}`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(72)}\n\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) buildProgram(process.argv[2]);
