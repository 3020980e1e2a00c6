import { z } from 'zod';
import { storableText } from '../common/text.js';

const origin = z.string().refine((text) => {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}, 'must be an origin such as https://shop.example (scheme, host and port only)');

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const seconds = (to: number) => z.int().min(0).max(to);

/** The settings of a tenant (contract 0, "Tenants"): unknown names are refused, every one has a default. */
export const tenantSettingsSchema = z.strictObject({
  allowed_origins: z.array(origin).max(100).default([]),
  allowed_redirects: z.array(origin).max(100).default([]),
  branding: z
    .strictObject({
      color: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #0a7d55')
        .optional(),
      logo_url: z
        .url({ protocol: /^https$/ })
        .max(2000)
        .optional(),
    })
    .default({}),
  locale: storableText(35, 2).default('en'),
  clock_tolerance_s: seconds(300).default(30),
  rate_limit_per_minute: z.int().min(0).max(100_000_000).default(0),
  require_signed_tokens: z.enum(['off', 'observe', 'enforce']).default('off'),
  require_token_expiry: z.boolean().default(false),
  security_token_max_age_s: seconds(31_536_000).default(86_400),
  device_limit: z.int().min(1).max(1_000_000).nullable().default(null),
  block_over_usage: z.boolean().default(false),
  auto_detach_days: z.int().min(1).max(3650).nullable().default(null),
  access_retention_days: z.int().min(1).max(3650).default(365),
  one_click_action_links: z.boolean().default(false),
  undo_minutes: z.int().min(0).max(1440).default(10),
  widget_may_reschedule: z.boolean().default(false),
  reschedule_url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable()
    .default(null),
  minted_token_max_age_s: seconds(31_536_000).nullable().default(null),
});

export type TenantSettings = z.infer<typeof tenantSettingsSchema>;

/** The settings of a tenant that has set none. */
export const defaultTenantSettings: TenantSettings = tenantSettingsSchema.parse({});

/** What a tenant has set, and the defaults of what it has not. */
export const withDefaults = (set: Partial<TenantSettings>): TenantSettings => ({
  ...defaultTenantSettings,
  ...set,
});
