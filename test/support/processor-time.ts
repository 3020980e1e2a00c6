/** Milliseconds that the processor gives to this process meanwhile; what else the machine does is not counted. */
export function processorMs(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1_000;
}
