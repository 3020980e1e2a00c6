import { BookingSearch } from './booking-search.js';

// A page may load the module twice, under two addresses.
if (customElements.get('booking-search') === undefined)
  customElements.define('booking-search', BookingSearch);
