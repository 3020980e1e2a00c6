/**
 * The types of `countersign/search`. Importing the module in a browser defines `<booking-search>`; docs/minted-tokens.md says what
 * each attribute means and which credential it takes.
 */
export interface BookingSearchElement extends HTMLElement {
  /** Minted for `/v2/search`: what the element finds with. */
  token: string;
  /** What it books with, and finds with where there is no token. Attribute `widget-key`. */
  widgetKey: string;
  /** Key of an experience; leave it out where the token pins one. */
  experience: string;
  /** Address of the server; where the module came from by default. */
  api: string;
  lang: string;
  /** `light` or `dark`; else as the system has it. */
  theme: string;
}

export interface SlotChosen {
  readonly type: 'resource' | 'project';
  /** Of the result. */
  readonly id: string;
  readonly project_id: string | null;
  /** Null where the project's mode chooses. */
  readonly resource_id: string | null;
  /** RFC 3339, UTC. */
  readonly start: string;
  readonly end: string;
}

export interface BookingCreated {
  readonly id: string;
  readonly state: string;
  /** RFC 3339, UTC. */
  readonly start: string;
}

/** What is in each event's `detail`. */
export interface SearchEvents {
  /** Before the form; a page that prevents the default books by itself. */
  'slot-chosen': SlotChosen;
  'booking-created': BookingCreated;
}

declare global {
  interface HTMLElementTagNameMap {
    'booking-search': BookingSearchElement;
  }
  interface HTMLElementEventMap {
    'slot-chosen': CustomEvent<SlotChosen>;
    'booking-created': CustomEvent<BookingCreated>;
  }
}
