import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { ALGORITHM_FACTS, type JwsAlgorithm } from './algorithms.js';
import { withSignatureOptions } from './signature-options.js';
import { couldBeSigned, verifySignature, type SignedPart } from './verify-signature.js';

interface Question {
  readonly id: number;
  readonly hash: string | undefined;
  readonly data: Uint8Array;
  readonly options: ReturnType<typeof withSignatureOptions>;
  readonly signature: Uint8Array;
}

interface Verdict {
  readonly id: number;
  readonly isRight: boolean;
}

/** A thread that needs little: keys stay outside of its heap. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

/**
 * Verifies signatures in a thread of its own, which the operating system runs after everything else of this process where it
 * knows priorities of threads (Linux). A thread of libuv's pool that is woken takes the processor from the event loop at
 * once, and for as long as a verification takes. The thread starts with the first question and does not keep the
 * process alive.
 */
export class LowPriorityThread {
  private worker: Worker | undefined;
  private readonly asked = new Map<
    number,
    { readonly answer: (isRight: boolean) => void; readonly here: () => void }
  >();
  private lastId = 0;

  /** As {@link verifySignature} answers, at leisure. Never rejects: where the thread fails, this one does its work. */
  verify(algorithm: JwsAlgorithm, key: KeyObject, jws: SignedPart): Promise<boolean> {
    if (!couldBeSigned(algorithm, key, jws)) return Promise.resolve(false);
    const { hash, family } = ALGORITHM_FACTS[algorithm];
    return new Promise((answer) => {
      const id = (this.lastId += 1);
      const here = () => answer(verifySignature(algorithm, key, jws));
      this.asked.set(id, { answer, here });
      try {
        this.worker ??= this.started();
        this.worker.postMessage({
          id,
          hash,
          data: new TextEncoder().encode(jws.signingInput),
          options: withSignatureOptions(family, key),
          signature: jws.signature,
        } satisfies Question);
      } catch {
        this.asked.delete(id);
        here();
      }
    });
  }

  /** Ends the thread; questions that wait are answered by the caller's own. */
  async close(): Promise<void> {
    const { worker } = this;
    this.lost(worker);
    await worker?.terminate();
  }

  private started(): Worker {
    const worker = new Worker(`(${answerQuestions.toString()})()`, {
      eval: true,
      name: 'verify',
      env: {},
      execArgv: [],
      resourceLimits,
    });
    worker.on('message', ({ id, isRight }: Verdict) => {
      this.asked.get(id)?.answer(isRight);
      this.asked.delete(id);
    });
    worker.on('error', () => this.lost(worker));
    worker.on('exit', () => this.lost(worker));
    // Whoever listens for messages holds the process, so last.
    worker.unref();
    return worker;
  }

  private lost(worker: Worker | undefined): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const waiting = [...this.asked.values()];
    this.asked.clear();
    for (const { here } of waiting) here();
  }
}

/** Runs in the thread, where nothing but its own text is known: names of functions inside would be looked for outside. */
function answerQuestions(): void {
  const { verify } = process.getBuiltinModule('node:crypto');
  const { setPriority, constants } = process.getBuiltinModule('node:os');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  // Elsewhere the priority is the whole process's.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
  parentPort?.on('message', ({ id, hash, data, options, signature }: Question) => {
    let isRight = false;
    try {
      isRight = verify(hash, data, options, signature);
    } catch {
      // A key and a signature that do not fit each other.
    }
    parentPort.postMessage({ id, isRight } satisfies Verdict);
  });
}
