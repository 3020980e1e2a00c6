import type { OverviewWords } from './words.js';

export const da: OverviewWords = {
  coming: 'Kommende bookinger',
  past: 'Tidligere bookinger',
  loading: 'Dine bookinger hentes.',
  nothingComing: 'Du har ingen kommende bookinger.',
  nothingPast: 'Du har ingen tidligere bookinger.',
  more: 'Vis flere',
  untitled: 'Booking',
  zone: (name) => `Alle tider er i din tidszone: ${name}.`,
  withWhom: (name) => `Hos ${name}`,
  seats: (taken, of) => `Gruppe: ${taken} af ${of} pladser er taget`,
  addToCalendar: 'Føj til kalender',
  subscribe: 'Alle bookinger i din kalender',
  subscribeHint:
    'Abonner på denne adresse i din kalenderapp, så holder den sig opdateret. Del ikke adressen: den, der har den, kan læse dine bookinger.',
  subscribeAddress: 'Kalenderens adresse',
  copy: 'Kopiér adresse',
  copied: 'Adressen er kopieret.',
  calendarFile: 'Hent kalenderfil',
  askCancel: 'Vil du aflyse denne booking?',
  keep: 'Behold bookingen',
  message: 'Besked (valgfri)',
  sending: 'Et øjeblik …',
  cancelled: (title) => `${title} er aflyst.`,
  restored: (title) => `${title} er booket igen.`,
  undoUntil: (time) => `Muligt indtil ${time}`,
  notChanged: 'Intet er ændret: det er ikke længere muligt.',
  isNow: (state) => `Bookingen er nu: ${state}.`,
  actionFailed: 'Det lykkedes ikke, og så vidt vi ved er intet ændret. Prøv igen.',
  retry: 'Prøv igen',
  stale: (time) => `Forbindelsen er afbrudt. Sådan så det ud kl. ${time}.`,
  noToken: {
    title: 'Dine bookinger åbnes med et link',
    hint: 'Åbn det link til dine bookinger, som du har fået, eller log ind på det sted, hvor du bookede. Uden sådan et link kender siden dig ikke.',
  },
  expired: {
    title: 'Linket er udløbet',
    hint: 'Få et nyt link til dine bookinger på det sted, hvor du bookede.',
  },
  refused: {
    title: 'Linket virker ikke længere',
    hint: 'Få et nyt link til dine bookinger på det sted, hvor du bookede.',
  },
  signedOut: {
    title: 'Du er logget ud',
    hint: 'Log ind igen på det sted, hvor du bookede.',
  },
  unreachable: {
    title: 'Bookingerne kan ikke nås lige nu',
    hint: 'Vi bliver ved med at prøve; de vises her, så snart det lykkes.',
  },
  offline: {
    title: 'Du er offline',
    hint: 'Dine bookinger vises her, så snart forbindelsen er tilbage.',
  },
  failed: {
    title: 'Dine bookinger kunne ikke hentes',
    hint: 'Prøv igen. Sker det igen, så sig det til det sted, hvor du bookede.',
  },
};
