import { isStorable } from '../../common/text.js';

/** Characters (code points) of a merchant's user id at most. */
export const userAtMost = 255;

/** May this be a merchant's id of a user, as far as its length and its characters go? The empty text may. */
export const isUserText = (text: string): boolean =>
  isStorable(text) && (text.length <= userAtMost || [...text].length <= userAtMost);
