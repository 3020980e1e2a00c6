import type { LinkWords } from './words.js';

export const de: LinkWords = {
  ask: {
    confirm: {
      title: 'Diese Buchung bestätigen?',
      text: 'Mit dem Knopf bestätigen Sie die Buchung; ihre Zeit ist dann vergeben.',
    },
    decline: {
      title: 'Diese Buchung ablehnen?',
      text: 'Mit dem Knopf lehnen Sie die Buchung ab; sie findet dann nicht statt.',
    },
    pay: { title: 'Ist diese Buchung bezahlt?', text: 'Mit dem Knopf vermerken Sie, dass bezahlt ist.' },
    cancel: {
      title: 'Diese Buchung absagen?',
      text: 'Mit dem Knopf sagen Sie die Buchung ab; ihre Zeit wird wieder frei.',
    },
    cancel_by_customer: {
      title: 'Ihre Buchung absagen?',
      text: 'Mit dem Knopf sagen Sie Ihre Buchung ab; ihre Zeit wird wieder frei.',
    },
    cancel_by_owner: {
      title: 'Diesen Platz absagen?',
      text: 'Mit dem Knopf sagen Sie diesen Platz der Veranstaltung ab.',
    },
    complete: {
      title: 'Hat diese Buchung stattgefunden?',
      text: 'Mit dem Knopf vermerken Sie die Buchung als abgeschlossen.',
    },
    no_show: {
      title: 'Ist niemand gekommen?',
      text: 'Mit dem Knopf vermerken Sie, dass der Kunde nicht erschienen ist.',
    },
    reschedule_by_customer: {
      title: 'Ihre Buchung verlegen',
      text: 'Wählen Sie eine neue Zeit. Bis Sie den Knopf drücken, bleibt Ihre Buchung, wie sie ist.',
    },
    undo: {
      title: 'Die Absage zurücknehmen?',
      text: 'Mit dem Knopf gilt die Buchung wieder wie zuvor, zur selben Zeit.',
    },
  },
  done: {
    confirm: { title: 'Die Buchung ist bestätigt', text: 'Ihre Zeit ist jetzt vergeben.' },
    decline: { title: 'Die Buchung ist abgelehnt', text: 'Sie findet nicht statt.' },
    pay: { title: 'Die Buchung ist bezahlt', text: 'Die Zahlung ist vermerkt.' },
    cancel: { title: 'Die Buchung ist abgesagt', text: 'Sie findet nicht statt.' },
    cancel_by_customer: { title: 'Ihre Buchung ist abgesagt', text: 'Sie brauchen nichts weiter zu tun.' },
    cancel_by_owner: { title: 'Der Platz ist abgesagt', text: 'Er ist frei für jemand anderen.' },
    complete: {
      title: 'Die Buchung ist abgeschlossen',
      text: 'Es ist vermerkt, dass sie stattgefunden hat.',
    },
    no_show: { title: 'Das ist vermerkt', text: 'Der Kunde ist nicht erschienen.' },
    reschedule_by_customer: {
      title: 'Ihre Buchung hat eine neue Zeit',
      text: 'Die alte Zeit gilt nicht mehr.',
    },
    undo: { title: 'Die Buchung gilt wieder', text: 'Die Absage ist zurückgenommen: Alles ist wie vorher.' },
  },
  undo: {
    hint: (minutes) =>
      minutes === 1
        ? 'Eine Minute lang können Sie das zurücknehmen.'
        : `${minutes} Minuten lang können Sie das zurücknehmen.`,
    offer: (until) => `War das ein Versehen? Bis ${until} können Sie es zurücknehmen.`,
  },
  message: 'Eine Nachricht (freiwillig)',
  stateNow: (state) => `So steht die Buchung jetzt: ${state}.`,
  notRedirected:
    'Der Link wollte Sie auf eine andere Seite weiterleiten. Dieser Anbieter hat sie nicht freigegeben, deshalb bleiben Sie hier. Was Sie wollten, ist geschehen.',
  used: {
    title: 'Dieser Link wurde schon benutzt',
    text: 'Jeder Link wirkt einmal. Diesmal wurde nichts geändert.',
  },
  refused: {
    title: 'Das geht jetzt nicht',
    notOffered: 'Die Buchung lässt es nicht mehr zu.',
    undoOver: 'Die Zeit, in der diese Absage zurückgenommen werden konnte, ist vorbei.',
    tooLate: (merchant) =>
      `Es ist zu spät, diese Buchung hier zu ändern. Bitte wenden Sie sich an ${merchant}.`,
    taken: 'Diese Zeit ist inzwischen an jemand anderen vergeben.',
    full: 'Es ist kein Platz mehr frei.',
    rule: 'Diese Zeit kann hier nicht gebucht werden. Bitte wählen Sie eine andere.',
  },
  invalid:
    'Etwas von Ihren Angaben lässt sich nicht verwenden, deshalb wurde nichts geändert. Bitte versuchen Sie es noch einmal.',
  slots: {
    current: 'Bisherige Zeit',
    heading: 'Freie Zeiten',
    none: 'In dieser Woche ist keine Zeit frei.',
    earlier: 'Frühere Woche',
    later: 'Spätere Woche',
    chooseOne: 'Bitte wählen Sie zuerst eine Zeit. Es wurde nichts geändert.',
    other: (merchant) => `Passt Ihnen keine Zeit, dann wenden Sie sich an ${merchant}.`,
  },
  problems: {
    rejected: {
      title: 'Dieser Link funktioniert nicht',
      text: 'Vielleicht wurde er nicht ganz kopiert. Bitte öffnen Sie ihn noch einmal aus der Nachricht, die Sie erhalten haben.',
    },
    expired: {
      title: 'Dieser Link ist abgelaufen',
      text: 'Bitten Sie den Absender um einen neuen, oder melden Sie sich bei ihm.',
    },
    gone: {
      title: 'Diese Buchung gibt es nicht mehr',
      text: 'Mit diesem Link ist nichts mehr zu tun.',
    },
    notHere: {
      title: 'Von jener Seite aus geht das nicht',
      text: 'Bitte öffnen Sie den Link aus der Nachricht, die Sie erhalten haben.',
    },
    unreadable: {
      title: 'Diese Anfrage ist nicht lesbar',
      text: 'Bitte öffnen Sie den Link noch einmal und versuchen Sie es erneut.',
    },
    busy: {
      title: 'Zu viele Versuche',
      text: 'Bitte warten Sie eine Minute und versuchen Sie es dann wieder.',
    },
    unavailable: {
      title: 'Das geht im Augenblick nicht',
      text: 'Hier ist etwas in Unordnung. Nichts ist verloren: Bitte versuchen Sie es in einigen Minuten wieder.',
    },
  },
};
