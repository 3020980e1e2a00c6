import type { Language } from '../../../src/pages/language.js';
import { da } from './da.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { OverviewWords } from './words.js';

export const overviewWords: Readonly<Record<Language, OverviewWords>> = { en, de, fr, es, da };
