/** Where more wait than this, more than one goes on in a turn. */
const mostOneByOne = 64;

/**
 * Lets those who can wait go on one by one, each in a turn of the event loop of its own: whatever else has arrived by then
 * is worked on before the next.
 */
export class LoopQueue {
  private readonly waiting: (() => void)[] = [];

  get size(): number {
    return this.waiting.length;
  }

  /** Resolves when it is the caller's turn; never in the turn in which it is asked. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(() => this.letIn());
    });
  }

  private letIn(): void {
    const count = Math.ceil(this.waiting.length / mostOneByOne);
    for (const goOn of this.waiting.splice(0, count)) goOn();
    // Asked within an immediate, the next comes after what has arrived.
    if (this.waiting.length > 0) setImmediate(() => this.letIn());
  }
}
