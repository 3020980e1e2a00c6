import { readPage, type PageRequest } from '../common/page.js';
import { userOrder, type UserOrderField } from '../users/user-list.js';

/** The first `limit` users of a tenant in the usual order, uncounted. */
export const firstUsers = (tenantId: string, limit: number): PageRequest<UserOrderField> =>
  readPage({ limit, page: 1, count: 'false' }, userOrder, { name: 'users', tenantId, filters: [] });
