/** Devices that one answer holds at most. */
export const listedAtMost = 1000;
/** Of what clients have had kept with these devices: far more than a user's real devices have. */
export const bytesAtMost = 1_000_000;

/**
 * How many of a user's devices one answer holds, given the bytes of each in their order, so that its size does not grow with
 * what strangers stuff them with. The first is always among them.
 */
export function listedOf(bytes: readonly number[]): number {
  let sum = 0;
  const tooMuch = bytes.slice(0, listedAtMost).findIndex((one) => (sum += one) > bytesAtMost);
  return tooMuch === -1 ? Math.min(bytes.length, listedAtMost) : Math.max(1, tooMuch);
}
