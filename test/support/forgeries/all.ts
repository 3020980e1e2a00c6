import { algorithmForgeries } from './algorithms.js';
import { extensionForgeries } from './extensions.js';
import type { ForgeryClass } from './forgery.js';
import { jsonForgeries } from './json.js';
import { keyForgeries } from './keys.js';
import { signatureForgeries } from './signatures.js';
import { timeForgeries } from './times.js';

interface Forgery extends ForgeryClass {
  /** It has to do with how the signature is made: worth trying on every algorithm. */
  readonly isOfSignature: boolean;
}

/** Every class of forged tokens that there is a name for. */
export const forgeries: readonly Forgery[] = [
  ...[...algorithmForgeries, ...signatureForgeries].map((one) => ({ ...one, isOfSignature: true })),
  ...[...keyForgeries, ...extensionForgeries, ...jsonForgeries, ...timeForgeries].map((one) => ({
    ...one,
    isOfSignature: false,
  })),
];
