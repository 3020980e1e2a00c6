import { Foundation1763700000000 } from './1763700000000-foundation.js';
import { Bookings1763700000100 } from './1763700000100-bookings.js';
import { BookingEngine1763700000200 } from './1763700000200-booking-engine.js';
import { SignedLinks1763700000300 } from './1763700000300-signed-links.js';
import { DeviceAccess1763700000400 } from './1763700000400-device-access.js';
import { MintedTokens1763700000500 } from './1763700000500-minted-tokens.js';
import { SearchIndex1763700000600 } from './1763700000600-search-index.js';
import { RateBuckets1763700000700 } from './1763700000700-rate-buckets.js';

/** All migrations, oldest first. A migration that has shipped is never edited. */
export const migrations = [
  Foundation1763700000000,
  Bookings1763700000100,
  BookingEngine1763700000200,
  SignedLinks1763700000300,
  DeviceAccess1763700000400,
  MintedTokens1763700000500,
  SearchIndex1763700000600,
  RateBuckets1763700000700,
] as const;
