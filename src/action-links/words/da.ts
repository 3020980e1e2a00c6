import type { LinkWords } from './words.js';

export const da: LinkWords = {
  ask: {
    confirm: {
      title: 'Vil du bekræfte bookingen?',
      text: 'Med knappen bekræfter du bookingen; dens tid er så optaget.',
    },
    decline: {
      title: 'Vil du afvise bookingen?',
      text: 'Med knappen afviser du bookingen; den bliver ikke til noget.',
    },
    pay: { title: 'Er bookingen betalt?', text: 'Med knappen noterer du, at bookingen er betalt.' },
    cancel: {
      title: 'Vil du aflyse bookingen?',
      text: 'Med knappen aflyser du bookingen og gør dens tid ledig.',
    },
    cancel_by_customer: {
      title: 'Vil du aflyse din booking?',
      text: 'Med knappen aflyser du din booking og gør dens tid ledig.',
    },
    cancel_by_owner: {
      title: 'Vil du aflyse pladsen?',
      text: 'Med knappen aflyser du denne plads til arrangementet.',
    },
    complete: {
      title: 'Har bookingen fundet sted?',
      text: 'Med knappen noterer du, at bookingen er afsluttet.',
    },
    no_show: { title: 'Kom der ingen?', text: 'Med knappen noterer du, at kunden ikke kom.' },
    reschedule_by_customer: {
      title: 'Flyt din booking',
      text: 'Vælg en ny tid. Din booking forbliver, som den er, indtil du trykker på knappen.',
    },
    undo: {
      title: 'Vil du fortryde aflysningen?',
      text: 'Med knappen gælder bookingen igen som før, til samme tid.',
    },
  },
  done: {
    confirm: { title: 'Bookingen er bekræftet', text: 'Dens tid er nu optaget.' },
    decline: { title: 'Bookingen er afvist', text: 'Den bliver ikke til noget.' },
    pay: { title: 'Bookingen er betalt', text: 'Betalingen er noteret.' },
    cancel: { title: 'Bookingen er aflyst', text: 'Den bliver ikke til noget.' },
    cancel_by_customer: { title: 'Din booking er aflyst', text: 'Du behøver ikke gøre mere.' },
    cancel_by_owner: { title: 'Pladsen er aflyst', text: 'Den er ledig for en anden.' },
    complete: { title: 'Bookingen er afsluttet', text: 'Det er noteret, at den fandt sted.' },
    no_show: { title: 'Det er noteret', text: 'Kunden kom ikke.' },
    reschedule_by_customer: {
      title: 'Din booking har fået en ny tid',
      text: 'Den gamle tid gælder ikke længere.',
    },
    undo: { title: 'Bookingen gælder igen', text: 'Aflysningen er fortrudt: alt er som før.' },
  },
  undo: {
    hint: (minutes) =>
      minutes === 1 ? 'Du kan fortryde i et minut.' : `Du kan fortryde i ${minutes} minutter.`,
    offer: (until) => `Var det en fejl? Du kan fortryde indtil ${until}.`,
  },
  message: 'En besked (valgfri)',
  stateNow: (state) => `Sådan står bookingen nu: ${state}.`,
  notRedirected:
    'Linket ville sende dig videre til et andet websted. Det har denne udbyder ikke godkendt, så du bliver her. Det, du bad om, er gjort.',
  used: {
    title: 'Dette link er allerede brugt',
    text: 'Hvert link virker én gang. Denne gang blev intet ændret.',
  },
  refused: {
    title: 'Det kan ikke lade sig gøre nu',
    notOffered: 'Bookingen tillader det ikke længere.',
    undoOver: 'Fristen for at fortryde denne aflysning er forbi.',
    tooLate: (merchant) => `Det er for sent at ændre bookingen her. Kontakt venligst ${merchant}.`,
    taken: 'En anden har taget den tid i mellemtiden.',
    full: 'Der er ingen ledig plads mere.',
    rule: 'Den tid kan ikke bookes her. Vælg venligst en anden.',
  },
  invalid: 'Noget af det, du skrev, kan ikke bruges, så intet blev ændret. Prøv venligst igen.',
  slots: {
    current: 'Hidtidig tid',
    heading: 'Ledige tider',
    none: 'Der er ingen ledig tid i den uge.',
    earlier: 'Tidligere uge',
    later: 'Senere uge',
    chooseOne: 'Vælg venligst først en tid. Intet blev ændret.',
    other: (merchant) => `Hvis ingen tid passer dig, så kontakt ${merchant}.`,
  },
  problems: {
    rejected: {
      title: 'Dette link virker ikke',
      text: 'Måske blev det ikke kopieret helt. Åbn det venligst igen fra den besked, du fik.',
    },
    expired: {
      title: 'Dette link er udløbet',
      text: 'Bed den, der sendte det, om et nyt, eller kontakt vedkommende.',
    },
    gone: { title: 'Denne booking findes ikke mere', text: 'Der er ikke mere at gøre med dette link.' },
    notHere: {
      title: 'Det kan ikke gøres fra det websted',
      text: 'Åbn venligst linket fra den besked, du fik.',
    },
    unreadable: {
      title: 'Denne forespørgsel kan ikke læses',
      text: 'Åbn venligst linket igen, og prøv én gang til.',
    },
    busy: { title: 'For mange forsøg', text: 'Vent venligst et minut, og prøv så igen.' },
    unavailable: {
      title: 'Det kan ikke lade sig gøre i øjeblikket',
      text: 'Noget er i uorden her. Intet er tabt: prøv venligst igen om nogle minutter.',
    },
  },
};
