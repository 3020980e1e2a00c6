import { setImmediate as endOfTurn } from 'node:timers/promises';

/** For how long one piece of long work may keep everything else waiting. */
const sliceMs = 10;

let lastTurn: Promise<unknown> = Promise.resolve();

/** Who works on for long takes turns, and between two of them everything else goes on. */
function nextTurn(): Promise<unknown> {
  lastTurn = lastTurn.then(() => endOfTurn());
  return lastTurn;
}

/**
 * Long work of one request, cut into slices: of many such requests one works at a time, and between two slices everything else
 * that this process has to do is done. Counts the time that it took itself.
 */
export class LoopSlices {
  private spentMs = 0;
  private sliceBeganMs: number;

  /** `nowMs` runs evenly, from any beginning. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.sliceBeganMs = nowMs();
  }

  /** To be awaited between two steps: goes on at once while the slice lasts, else in a later one. */
  rest(): Promise<unknown> | undefined {
    const sliceSoFarMs = this.nowMs() - this.sliceBeganMs;
    if (sliceSoFarMs < sliceMs) return undefined;
    this.spentMs += sliceSoFarMs;
    return nextTurn().then(() => {
      this.sliceBeganMs = this.nowMs();
    });
  }

  /** Milliseconds of its own work in the slices that have ended. */
  get tookMs(): number {
    return this.spentMs;
  }
}
