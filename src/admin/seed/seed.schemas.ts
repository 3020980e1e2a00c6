import { z } from 'zod';
import { apiKeyInputSchema } from '../../tenants/api-key.schemas.js';
import { tenantInputSchema } from '../../tenants/tenant.schemas.js';

const notAList = { error: 'must be a list' };
const entry = z.record(z.string(), z.unknown(), { error: 'must be an object with members' });

/** The shape of a seed file; what stands in an entry is checked by the schema of its section, so that all errors are told at once. */
export const seedFileSchema = z.strictObject(
  { tenants: z.array(entry, notAList) },
  { error: 'must be an object with the member tenants' },
);

/** The sections of a tenant. */
export const sectionSchemas = {
  api_keys: z.array(entry, notAList).nullish(),
  jwt_configurations: z.array(entry, notAList).nullish(),
  resources: z.array(entry, notAList).nullish(),
  projects: z.array(entry, notAList).nullish(),
  token_templates: z.array(entry, notAList).nullish(),
  search_experiences: z.array(entry, notAList).nullish(),
} as const;

/** A key in a file has a name of its own, or a second run could not find it again. */
export const seedApiKeySchema = apiKeyInputSchema.required({ id: true });
export const seedTenantSchema = tenantInputSchema;
