import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { constants } from 'node:os';
import { performance } from 'node:perf_hooks';
import { answerMetrics } from '../observability/worker-metrics.js';
import { afterEnd, type Place } from './restart-pause.js';
import { passOnLines } from './whole-lines.js';

/** Longer than a worker takes to end by itself; then it is killed. */
const patienceMs = 20_000;

/** A worker that ended before it listened: the others would fare no better. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
}

/** What the supervisor says of its own: to stderr, for stdout holds the workers' log. */
export type Say = (line: string) => void;

/**
 * Starts `count` workers of this very program, which share one port, and resolves when all of them listen. A worker that
 * ends by itself is replaced. SIGTERM and SIGINT end all of them in good order and then this process: exit code 0, or 1
 * where one of them did not end well; a second signal kills them. Throws WorkerFailed where one cannot start.
 */
export async function superviseWorkers(count: number, say: Say): Promise<void> {
  cluster.setupPrimary({ silent: true });
  const supervisor = new Supervisor(say);
  answerMetrics(cluster);
  supervisor.endOnSignals();
  // One first: where it cannot start, it says why once.
  await supervisor.start();
  await Promise.all(Array.from({ length: count - 1 }, () => supervisor.start()));
}

class Supervisor {
  private readonly running = new Set<Worker>();
  private ending = false;
  private allWell = true;

  constructor(private readonly say: Say) {}

  async start(): Promise<void> {
    const worker = this.fork();
    const listens = await Promise.race([
      once(worker, 'listening').then(() => true),
      once(worker, 'exit').then(() => false),
    ]);
    if (listens) return this.keep(worker, { earlyEnds: 0 });
    this.ending = true;
    for (const other of this.running) other.process.kill('SIGTERM');
    throw new WorkerFailed('A worker ended before it listened; its lines say why.');
  }

  endOnSignals(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (this.ending) this.kill(128 + constants.signals[signal]);
        this.ending = true;
        setTimeout(() => this.kill(1), patienceMs).unref();
        for (const worker of this.running) worker.process.kill('SIGTERM');
        this.exitWhenEmpty();
      });
    }
  }

  private fork(): Worker {
    const worker = cluster.fork();
    this.running.add(worker);
    const { stdout, stderr } = worker.process;
    if (stdout !== null)
      passOnLines(stdout, (lines) => {
        if (process.stdout.write(lines)) return;
        stdout.pause();
        process.stdout.once('drain', () => stdout.resume());
      });
    if (stderr !== null) passOnLines(stderr, (lines) => void process.stderr.write(lines));
    worker.once('exit', (code: number) => {
      this.running.delete(worker);
      if (code !== 0) this.allWell = false;
      this.exitWhenEmpty();
    });
    return worker;
  }

  /** Puts another worker in its place when it ends, and so on. */
  private keep(worker: Worker, place: Place): void {
    const since = performance.now();
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.ending) return;
      // What it had begun is lost; what comes after it is not.
      this.allWell = true;
      const { place: next, pauseMs } = afterEnd(place, performance.now() - since);
      this.say(
        `Worker ${worker.process.pid} ended (${signal ?? `exit code ${code}`}); another one starts${pauseMs === 0 ? '' : ` in ${pauseMs} ms`}.`,
      );
      setTimeout(() => {
        if (!this.ending) this.keep(this.fork(), next);
      }, pauseMs);
    });
  }

  private exitWhenEmpty(): void {
    if (this.ending && this.running.size === 0) process.exit(this.allWell ? 0 : 1);
  }

  private kill(code: number): never {
    for (const worker of this.running) worker.process.kill('SIGKILL');
    process.exit(code);
  }
}
