import type { CursorPosition } from '../common/cursor.js';
import type { ListOrder } from '../common/page.js';
import type { User } from './user.entity.js';

/** Exact matches that narrow `GET /v2/users`. */
export interface UserFilter {
  readonly email?: string | undefined;
  readonly externalId?: string | undefined;
}

export type UserOrderField = 'first_seen_at' | 'external_id';

/** Newest users first. */
export const userOrder: ListOrder<UserOrderField> = {
  fields: { first_seen_at: 'number', external_id: 'text' },
  standard: { field: 'first_seen_at', direction: 'desc' },
};

/** Where a user stands in the list. */
export const placeInList = (user: User, field: UserOrderField): CursorPosition => ({
  value: user[propertyOfOrder[field]],
  id: user.id,
});

export const propertyOfOrder = {
  first_seen_at: 'firstSeenAt',
  external_id: 'externalId',
} as const satisfies Record<UserOrderField, keyof User>;
