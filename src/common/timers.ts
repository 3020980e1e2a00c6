/** Runs something later, injected so that tests own time. The returned function calls it off. */
export type Timers = (delayMs: number, run: () => void) => () => void;

/** Does not keep the process alive. */
export const systemTimers: Timers = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
};
