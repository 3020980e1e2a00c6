import type { Language } from '../language.js';
import { da } from './da.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import type { BookingWords } from './words.js';

/** Words about bookings in every language that pages are written in. */
export const bookingWords: Readonly<Record<Language, BookingWords>> = { en, de, fr, es, da };
