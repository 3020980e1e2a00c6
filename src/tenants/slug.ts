/** A tenant's name in addresses (contract 0, "Tenants"). `me` stands for the caller's own tenant in paths, so no tenant is called that. */
export const isSlug = (text: string): boolean => /^[a-z0-9-]{1,64}$/.test(text) && text !== 'me';
