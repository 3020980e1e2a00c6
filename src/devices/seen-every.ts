import { minuteMs } from '../common/time-spans.js';

/** How exact it is when a device or an identity was seen last: being seen again sooner is not written. */
export const seenEveryMs = minuteMs;
