import cluster, { type Cluster, type Worker } from 'node:cluster';
import { AggregatorRegistry, Gauge, type Registry } from 'prom-client';

const ask = 'countersign:metrics?';
const answer = 'countersign:metrics';

interface Asked {
  readonly type: typeof ask;
  readonly id: number;
}

interface Answered {
  readonly type: typeof answer;
  readonly id: number;
  /** Null where a worker did not say in time. */
  readonly text: string | null;
}

/** In the process that supervises workers: answers each of them with the metrics of all. */
export function answerMetrics(workers: Pick<Cluster, 'on'>): void {
  const all = new AggregatorRegistry();
  workers.on('message', (worker: Worker, message: Asked) => {
    if (message?.type !== ask) return;
    const { id } = message;
    const reply = (text: string | null) => {
      if (worker.isConnected()) worker.send({ type: answer, id, text } satisfies Answered);
    };
    all.clusterMetrics().then(reply, () => reply(null));
  });
}

/**
 * The metrics of this process; of all workers together where it is one of several, whichever of them is asked. Counters add
 * up; where a sum means nothing, the gauge itself says how it is joined. `countersign_processes` tells how many were heard:
 * where one is too busy to say within 5 s, this process speaks for itself alone.
 */
export class MetricsText {
  private asked = 0;
  private readonly waiting = new Map<number, (text: string | null) => void>();

  constructor(private readonly registry: Registry) {
    new Gauge({
      name: 'countersign_processes',
      help: 'Processes whose metrics these are.',
      registers: [registry],
    }).set(1);
    if (!cluster.isWorker) return;
    AggregatorRegistry.setRegistries([registry]);
    // Its constructor is what makes a worker answer.
    new AggregatorRegistry();
    process.on('message', (message: Answered) => {
      if (message?.type !== answer) return;
      this.waiting.get(message.id)?.(message.text);
      this.waiting.delete(message.id);
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async read(): Promise<string> {
    if (!cluster.isWorker) return this.registry.metrics();
    const id = this.asked++;
    const text = await new Promise<string | null>((resolve) => {
      this.waiting.set(id, resolve);
      process.send?.({ type: ask, id } satisfies Asked);
    });
    return text ?? this.registry.metrics();
  }
}
