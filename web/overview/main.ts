import { BookingOverview } from './booking-overview.js';

// A page may load the module twice, under two addresses.
if (customElements.get('booking-overview') === undefined)
  customElements.define('booking-overview', BookingOverview);
