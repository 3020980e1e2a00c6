/** Members of a booking's meta whose names begin with `_` are the merchant's: nobody else sees, searches or writes them (contract 3). */
export const isMerchantsMember = (name: string): boolean => name.startsWith('_');
