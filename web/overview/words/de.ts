import type { OverviewWords } from './words.js';

export const de: OverviewWords = {
  coming: 'Kommende Buchungen',
  past: 'Vergangene Buchungen',
  loading: 'Ihre Buchungen werden geladen.',
  nothingComing: 'Sie haben keine kommenden Buchungen.',
  nothingPast: 'Sie haben keine vergangenen Buchungen.',
  more: 'Mehr anzeigen',
  untitled: 'Buchung',
  zone: (name) => `Alle Zeiten gelten in Ihrer Zeitzone: ${name}.`,
  withWhom: (name) => `Bei ${name}`,
  seats: (taken, of) => `Gruppe: ${taken} von ${of} Plätzen belegt`,
  addToCalendar: 'Zum Kalender hinzufügen',
  subscribe: 'Alle Buchungen in Ihrem Kalender',
  subscribeHint:
    'Abonnieren Sie diese Adresse in Ihrer Kalender-App, dann bleibt sie aktuell. Geben Sie die Adresse nicht weiter: Wer sie hat, kann Ihre Buchungen lesen.',
  subscribeAddress: 'Adresse des Kalenders',
  copy: 'Adresse kopieren',
  copied: 'Die Adresse ist kopiert.',
  calendarFile: 'Kalenderdatei herunterladen',
  askCancel: 'Diese Buchung absagen?',
  keep: 'Buchung behalten',
  message: 'Nachricht (freiwillig)',
  sending: 'Einen Moment …',
  cancelled: (title) => `${title} ist abgesagt.`,
  restored: (title) => `${title} ist wieder gebucht.`,
  undoUntil: (time) => `Möglich bis ${time}`,
  notChanged: 'Es wurde nichts geändert: Das ist nicht mehr möglich.',
  isNow: (state) => `Stand der Buchung: ${state}.`,
  actionFailed:
    'Das hat nicht geklappt; soweit wir wissen, wurde nichts geändert. Bitte versuchen Sie es noch einmal.',
  retry: 'Noch einmal versuchen',
  stale: (time) => `Die Verbindung ist unterbrochen. Dies ist der Stand von ${time}.`,
  noToken: {
    title: 'Ihre Buchungen öffnen Sie mit einem Link',
    hint: 'Öffnen Sie den Link zu Ihren Buchungen, den Sie bekommen haben, oder melden Sie sich dort an, wo Sie gebucht haben. Ohne einen solchen Link kennt diese Seite Sie nicht.',
  },
  expired: {
    title: 'Dieser Link ist abgelaufen',
    hint: 'Bitte holen Sie sich dort, wo Sie gebucht haben, einen neuen Link zu Ihren Buchungen.',
  },
  refused: {
    title: 'Dieser Link gilt nicht mehr',
    hint: 'Bitte holen Sie sich dort, wo Sie gebucht haben, einen neuen Link zu Ihren Buchungen.',
  },
  signedOut: {
    title: 'Sie sind abgemeldet',
    hint: 'Bitte melden Sie sich dort, wo Sie gebucht haben, wieder an.',
  },
  unreachable: {
    title: 'Die Buchungen sind gerade nicht erreichbar',
    hint: 'Wir versuchen es weiter; sobald es klappt, erscheinen sie hier.',
  },
  offline: {
    title: 'Sie sind offline',
    hint: 'Ihre Buchungen erscheinen hier, sobald die Verbindung wieder da ist.',
  },
  failed: {
    title: 'Ihre Buchungen konnten nicht geladen werden',
    hint: 'Bitte versuchen Sie es noch einmal. Kommt es wieder vor, sagen Sie dort Bescheid, wo Sie gebucht haben.',
  },
};
