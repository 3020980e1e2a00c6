/** Devices of one user that are counted where no limit asks for more: strangers may attach as many as they like. */
const counted = 10_000;

/**
 * As far as a user's attached devices are counted: whether `limit`, null for none, is exceeded shows in any case, and what a call
 * costs does not grow with the devices of a user who was flooded.
 */
export const countedUpTo = (limit: number | null): number => Math.max(counted, (limit ?? 0) + 1);
