import type { Language } from '../../../src/pages/language.js';
import { da } from './da.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { SearchWords } from './words.js';

export const searchWords: Readonly<Record<Language, SearchWords>> = { en, de, fr, es, da };
