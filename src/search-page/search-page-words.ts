import type { Language } from '../pages/language.js';

interface Said {
  readonly title: string;
  readonly hint: string;
}

/** What the page around the search says. */
export interface SearchPageWords {
  readonly needsScript: string;
  readonly missing: Said;
  readonly unavailable: Said;
}

export const searchPageWords: Readonly<Record<Language, SearchPageWords>> = {
  en: {
    needsScript: 'This page searches with JavaScript. Please allow it for this page.',
    missing: { title: 'There is no such page', hint: 'Please look at the address again.' },
    unavailable: { title: 'The page cannot be shown right now', hint: 'Please try again in a minute.' },
  },
  de: {
    needsScript: 'Diese Seite sucht mit JavaScript. Bitte erlauben Sie es für diese Seite.',
    missing: { title: 'Diese Seite gibt es nicht', hint: 'Bitte prüfen Sie die Adresse.' },
    unavailable: {
      title: 'Die Seite kann gerade nicht angezeigt werden',
      hint: 'Bitte versuchen Sie es in einer Minute noch einmal.',
    },
  },
  fr: {
    needsScript: 'Cette page cherche avec JavaScript. Veuillez l’autoriser pour cette page.',
    missing: { title: 'Cette page n’existe pas', hint: 'Veuillez vérifier l’adresse.' },
    unavailable: {
      title: 'La page ne peut pas s’afficher pour le moment',
      hint: 'Veuillez réessayer dans une minute.',
    },
  },
  es: {
    needsScript: 'Esta página busca con JavaScript. Permítalo para esta página.',
    missing: { title: 'Esta página no existe', hint: 'Revise la dirección, por favor.' },
    unavailable: {
      title: 'La página no se puede mostrar ahora',
      hint: 'Inténtelo de nuevo en un minuto.',
    },
  },
  da: {
    needsScript: 'Siden søger med JavaScript. Tillad det for denne side.',
    missing: { title: 'Siden findes ikke', hint: 'Se venligst adressen efter.' },
    unavailable: { title: 'Siden kan ikke vises lige nu', hint: 'Prøv igen om et minut.' },
  },
};
