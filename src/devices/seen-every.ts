/** How exact it is when a device or an identity was seen last: being seen again sooner is not written. */
export const seenEveryMs = 60_000;
