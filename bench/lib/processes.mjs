import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A module of the benchmark in a process of its own, told `facts` and asked questions. What it prints goes to the file
 * `log`, as a server's output would.
 */
export class Party {
  #process;
  #waiting = new Map();
  #count = 0;
  #ended;

  constructor(file, { log = '/dev/null', nodeOptions = [] } = {}) {
    const output = openSync(log, 'a');
    this.#process = fork(file instanceof URL ? fileURLToPath(file) : file, [], {
      execArgv: nodeOptions,
      stdio: ['ignore', output, 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    closeSync(output);
    this.#process.on('message', ({ id, answer, failure }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) resolve(answer);
      else reject(new Error(`${file}: ${failure}`));
    });
    this.#ended = new Promise((ended) =>
      this.#process.once('exit', (code) => {
        for (const { reject } of this.#waiting.values())
          reject(new Error(`${file} ended with code ${code}.`));
        ended();
      }),
    );
  }

  /** Calls the function of that name in the other process. */
  ask(question, facts) {
    const id = (this.#count += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, question, facts });
    });
  }

  async end() {
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** How many microseconds this process has worked, on all processors. */
function cpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The other side: answers questions by functions, and ends with the process that asks. */
export function answerQuestions(functions) {
  const all = { ...functions, cpuUs };
  process.on('message', async ({ id, question, facts }) => {
    try {
      process.send({ id, answer: await all[question](facts) });
    } catch (error) {
      process.send({ id, failure: error?.stack ?? String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
}
