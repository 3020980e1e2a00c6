import { execFileSync, spawnSync } from 'node:child_process';

/** Makes tokens with a foreign library; throws what the program said on failure. */
export type ForeignProgram = (
  code: string,
  directory: string,
  input?: string,
  environment?: Readonly<Record<string, string>>,
) => string;

export interface Interpreter {
  readonly language: 'ruby' | 'python' | 'php' | 'js';
  readonly library: string;
  /** The first candidate that runs and finds its library, undefined where there is none. */
  readonly run: ForeignProgram | undefined;
}

const candidates = {
  ruby: { commands: ['ruby'], flag: '-e', library: 'ruby-jwt', probe: "require 'jwt'" },
  // A Python from elsewhere may come first on the PATH without PyJWT: the system's own is asked too.
  python: {
    commands: ['python3', '/usr/bin/python3'],
    flag: '-c',
    library: 'PyJWT',
    probe: 'import jwt, cryptography',
  },
  php: {
    commands: ['php'],
    flag: '-r',
    library: 'openssl',
    probe: 'exit(function_exists("openssl_sign") ? 0 : 1);',
  },
  js: {
    commands: [process.execPath],
    flag: '--input-type=commonjs --eval',
    library: 'jsonwebtoken',
    probe: '',
  },
} as const;

export const interpreters: readonly Interpreter[] = (
  Object.keys(candidates) as Interpreter['language'][]
).map((language) => {
  const { commands, flag, library, probe } = candidates[language];
  const flags = flag.split(' ');
  const command = commands.find((name) => spawnSync(name, [...flags, probe]).status === 0);
  return {
    language,
    library,
    run:
      command === undefined
        ? undefined
        : (code, directory, input, environment = {}) =>
            execFileSync(command, [...flags, code], {
              cwd: directory,
              encoding: 'utf8',
              ...(input !== undefined && { input }),
              env: { ...process.env, NODE_PATH: `${process.cwd()}/node_modules`, ...environment },
            }).trim(),
  };
});

export const missingInterpreters = interpreters.filter(({ run }) => run === undefined);
