/**
 * Lets those who ask the same thing at the same moment share one answer, without anybody getting an older one than if
 * they had asked alone: a run starts only after everyone came who shares it. For each key one run goes on at a time; who
 * comes meanwhile shares the next. A first run starts at the end of the event loop's turn, so that what one turn brought in is one run.
 */
export class SharedRuns<Result> {
  private readonly gathering = new Map<string, Promise<Result>>();
  private readonly running = new Map<string, Promise<unknown>>();

  /** The result, or the failure, of a run of `work` that starts after this call; of those who share it, the first one's `work` runs. */
  share(key: string, work: () => Promise<Result>): Promise<Result> {
    const gathered = this.gathering.get(key);
    if (gathered !== undefined) return gathered;
    const result = (this.running.get(key) ?? endOfTurn()).then(() => {
      this.gathering.delete(key);
      return this.run(key, work);
    });
    this.gathering.set(key, result);
    return result;
  }

  private run(key: string, work: () => Promise<Result>): Promise<Result> {
    const result = work();
    const ended = (): void => {
      this.running.delete(key);
    };
    // Whoever waits for the end waits for this one, which never fails.
    this.running.set(key, result.then(ended, ended));
    return result;
  }
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
