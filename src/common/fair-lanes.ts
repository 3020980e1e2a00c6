import type { Decision } from './decision.js';
import type { Timers } from './timers.js';

export interface FairLanesOptions {
  /** Works that run at the same time, of all lanes together. */
  readonly atOnce: number;
  /** Works that wait in one lane at most. */
  readonly mostWaiting: number;
  /** Of these, works that go behind the others. */
  readonly mostBehind: number;
  readonly timers: Timers;
}

export interface LaneWork<T> {
  readonly work: () => Promise<T>;
  /** Goes after all others of its lane, and makes room for them where the lane is full. */
  readonly isBehind?: boolean;
  /** For how long the lane rests after it; 0 for not at all. */
  readonly restMs: (result: T) => number;
}

interface Waiting {
  /** Resolves to the rest that follows; never rejects. */
  readonly begin: () => Promise<number>;
  readonly giveUp: () => void;
}

interface Lane {
  readonly name: string;
  readonly first: Waiting[];
  readonly behind: Waiting[];
  /** In its turn, running or resting: whoever ends that lets it go on. */
  isUnderWay: boolean;
}

/**
 * Dear work of many, in fair turns: each lane has one work running at most, lanes that wait take turns, and a lane that has
 * to rest holds nobody else up. However many works one lane is given, another lane's waits for one of each lane at most.
 */
export class FairLanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly turns: Lane[] = [];
  private running = 0;

  constructor(private readonly options: FairLanesOptions) {}

  /** Lanes that wait, run or rest. */
  get size(): number {
    return this.lanes.size;
  }

  /** Does the work in its turn; refused, sooner or later, where too many wait in the lane. Rejects as the work does. */
  run<T>(name: string, { work, isBehind = false, restMs }: LaneWork<T>): Promise<Decision<T, 'lane_full'>> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        begin: () =>
          begun(work).then(
            (result) => {
              resolve({ ok: result });
              return restMs(result);
            },
            (error: Error) => {
              reject(error);
              return 0;
            },
          ),
        giveUp: () => resolve({ refused: 'lane_full' }),
      };
      this.line(this.laneOf(name), waiting, isBehind);
    });
  }

  private line(lane: Lane, waiting: Waiting, isBehind: boolean): void {
    const { first, behind } = lane;
    if (isBehind && behind.length >= this.options.mostBehind) return waiting.giveUp();
    if (first.length + behind.length >= this.options.mostWaiting) {
      const last = isBehind ? undefined : behind.pop();
      if (last === undefined) return waiting.giveUp();
      last.giveUp();
    }
    (isBehind ? behind : first).push(waiting);
    if (!lane.isUnderWay) this.goOn(lane);
  }

  private laneOf(name: string): Lane {
    let lane = this.lanes.get(name);
    if (lane === undefined) {
      lane = { name, first: [], behind: [], isUnderWay: false };
      this.lanes.set(name, lane);
    }
    return lane;
  }

  /** Puts the lane behind all that wait for their turn, or forgets it where nothing is left. */
  private goOn(lane: Lane): void {
    lane.isUnderWay = lane.first.length + lane.behind.length > 0;
    if (lane.isUnderWay) this.turns.push(lane);
    else this.lanes.delete(lane.name);
    this.beginSome();
  }

  private beginSome(): void {
    while (this.running < this.options.atOnce) {
      const lane = this.turns.shift();
      const waiting = lane?.first.shift() ?? lane?.behind.shift();
      if (lane === undefined || waiting === undefined) return;
      this.running += 1;
      void waiting.begin().then((restMs) => {
        this.running -= 1;
        if (restMs > 0) this.options.timers(restMs, () => this.goOn(lane));
        else this.goOn(lane);
        this.beginSome();
      });
    }
  }
}

/** What throws at once rejects. */
const begun = async <T>(work: () => Promise<T>): Promise<T> => work();
