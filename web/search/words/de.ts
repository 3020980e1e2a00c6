import type { SearchWords } from './words.js';

export const de: SearchWords = {
  label: 'Was möchten Sie buchen?',
  search: 'Suchen',
  searching: 'Es wird gesucht …',
  found: (count) => (count === 1 ? '1 Treffer' : `${count} Treffer`),
  nothing: { title: 'Nichts gefunden', hint: 'Versuchen Sie es mit weniger oder anderen Wörtern.' },
  more: 'Mehr anzeigen',
  nextFree: 'Nächste freie Zeit:',
  noTimes: 'In den nächsten vier Wochen ist nichts frei.',
  moreTimes: 'Weitere Zeiten',
  laterTimes: 'Spätere Zeiten',
  zone: (name) => `Alle Zeiten gelten in Ihrer Zeitzone: ${name}.`,
  withWhom: (name) => `Bei ${name}`,
  back: 'Zurück',
  name: 'Name',
  email: 'E-Mail',
  optional: (title) => `${title} (freiwillig)`,
  choose: 'Bitte wählen',
  missing: 'Bitte füllen Sie dieses Feld aus.',
  wrongEmail: 'Bitte geben Sie eine E-Mail-Adresse ein.',
  wrong: 'Bitte prüfen Sie diese Angabe.',
  book: 'Buchen',
  sending: 'Einen Moment …',
  taken: 'Diese Zeit wurde gerade vergeben, und es wurde nichts gebucht. Bitte wählen Sie eine andere.',
  booked: { title: 'Sie haben gebucht', hint: 'Wir freuen uns auf Sie.' },
  requested: {
    title: 'Ihre Buchung ist noch nicht abgeschlossen',
    hint: 'Sie muss noch bestätigt oder bezahlt werden.',
  },
  calendarFile: 'Kalenderdatei herunterladen',
  again: 'Noch etwas buchen',
  retry: 'Noch einmal versuchen',
  notSent: 'Es kam keine Antwort. Bitte versuchen Sie es noch einmal: Doppelt gebucht wird nicht.',
  notBooked:
    'Das hat nicht geklappt, und es wurde nichts gebucht. Bitte wählen Sie eine andere Zeit oder versuchen Sie es später.',
  limitedBy: (seconds) =>
    `Bitte versuchen Sie es in ${seconds} ${seconds === 1 ? 'Sekunde' : 'Sekunden'} noch einmal.`,
  noAccess: {
    title: 'Diese Suche ist noch nicht eingerichtet',
    hint: 'Die Website muss ihr ein Token oder einen Schlüssel geben.',
  },
  expired: {
    title: 'Diese Seite war zu lange offen',
    hint: 'Bitte laden Sie sie neu, um weiterzusuchen.',
  },
  refused: {
    title: 'Diese Suche funktioniert nicht mehr',
    hint: 'Bitte laden Sie die Seite neu. Hilft das nicht, sagen Sie der Website Bescheid.',
  },
  limited: {
    title: 'Das war viel auf einmal',
    hint: 'Bitte warten Sie einen Moment und versuchen Sie es noch einmal.',
  },
  unreachable: {
    title: 'Die Suche ist gerade nicht erreichbar',
    hint: 'Bitte versuchen Sie es gleich noch einmal.',
  },
  offline: {
    title: 'Sie sind offline',
    hint: 'Bitte versuchen Sie es noch einmal, wenn die Verbindung wieder da ist.',
  },
  failed: {
    title: 'Die Suche hat nicht geklappt',
    hint: 'Bitte versuchen Sie es noch einmal. Kommt es wieder vor, sagen Sie der Website Bescheid.',
  },
};
