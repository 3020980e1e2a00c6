import { shownProjectSchema } from '../projects/shown-project.js';
import { wholeResourceSchema } from '../resources/shown-resource.js';

/** Names of the members that results may have, of which an experience may choose. */
export const resultMembers: readonly string[] = [
  ...new Set([...Object.keys(wholeResourceSchema.shape), ...Object.keys(shownProjectSchema.shape)]),
];
