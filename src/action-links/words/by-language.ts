import type { Language } from '../../pages/language.js';
import { da } from './da.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { LinkWords } from './words.js';

/** What the pages of action links say, in every language that pages are written in. */
export const linkWords: Readonly<Record<Language, LinkWords>> = { en, de, fr, es, da };
