import type { z } from 'zod';
import {
  createTemplateSchema,
  type TemplateWish,
} from '../../minted-tokens/templates/template-wish.schemas.js';
import { newExperienceSchema, type NewExperienceBody } from '../../search/experiences/experience.schemas.js';
import { AdminRefused, type Refusal } from '../../tenants/admin-refused.js';
import type { ApiKeyInput } from '../../tenants/api-key.schemas.js';
import { draftConfiguration, type DraftRules } from '../../tenants/jwt-configuration-draft.js';
import type { JwtConfigurationInput } from '../../tenants/jwt-configuration.schemas.js';
import { pathText, refusalsOf } from '../../tenants/schema-refusals.js';
import { mergeSettings } from '../../tenants/tenant-settings-merge.js';
import type { TenantInput } from '../../tenants/tenant.schemas.js';
import { seedProjectSchema, type SeedProject } from './project.schemas.js';
import { seedResourceSchema, type SeedResource } from './resource.schemas.js';
import { readSecretSource, secretSourceSchema } from './secret-source.js';
import type { SeedFile } from './seed-file.js';
import { SeedRefused, type SeedRefusal } from './seed-refused.js';
import { seedApiKeySchema, seedFileSchema, seedTenantSchema, sectionSchemas } from './seed.schemas.js';

/** One entry of a file and where it stands. */
export interface Planned<Input> {
  readonly file: string;
  readonly path: string;
  readonly input: Input;
}

export interface PlannedTenant extends Planned<TenantInput> {
  readonly apiKeys: readonly Planned<ApiKeyInput & { readonly id: string }>[];
  readonly configurations: readonly Planned<JwtConfigurationInput>[];
  readonly resources: readonly Planned<SeedResource>[];
  readonly projects: readonly Planned<SeedProject>[];
  readonly templates: readonly Planned<TemplateWish>[];
  readonly experiences: readonly Planned<NewExperienceBody>[];
}

type Entry = Readonly<Record<string, unknown>>;

/** What the files ask for, checked as far as that needs no database. Throws SeedRefused with everything that is wrong in all files. */
export function planSeed(files: readonly SeedFile[], rules: DraftRules): PlannedTenant[] {
  const reader = new PlanReader(rules);
  const planned = files.flatMap((file) => reader.readFile(file));
  if (reader.refusals.length > 0) throw new SeedRefused(reader.refusals);
  return planned;
}

class PlanReader {
  readonly refusals: SeedRefusal[] = [];
  private readonly named = new Map<string, string>();

  constructor(private readonly rules: DraftRules) {}

  readFile({ name, content }: SeedFile): PlannedTenant[] {
    const parsed = seedFileSchema.safeParse(content);
    if (!parsed.success) {
      this.refuse(name, refusalsOf(parsed.error));
      return [];
    }
    return parsed.data.tenants.map((tenant, index) => this.readTenant(name, ['tenants', index], tenant));
  }

  private readTenant(file: string, at: readonly PropertyKey[], tenant: Entry): PlannedTenant {
    const path = pathText(at);
    const own = Object.fromEntries(
      Object.entries(tenant).filter(([name]) => !Object.hasOwn(sectionSchemas, name)),
    );
    const tenantSlug = String(own['slug']);
    const { api_keys, jwt_configurations, resources, projects, token_templates, search_experiences } =
      this.readSections(file, at, tenant);
    this.checkTenant(file, at, own);
    this.claim(file, path, `slug ${tenantSlug} in ${file}`);
    return {
      file,
      path,
      input: own as unknown as TenantInput,
      apiKeys: (api_keys ?? []).map((key, index) => this.readKey(file, [...at, 'api_keys', index], key)),
      configurations: (jwt_configurations ?? []).map((one, index) =>
        this.readConfiguration(file, [...at, 'jwt_configurations', index], one),
      ),
      resources: this.readEntries(file, [...at, 'resources'], resources, seedResourceSchema),
      projects: this.readEntries(file, [...at, 'projects'], projects, seedProjectSchema, ({ slug }) => [
        'slug',
        `project ${slug} of ${tenantSlug}`,
      ]),
      templates: this.readEntries(
        file,
        [...at, 'token_templates'],
        token_templates,
        createTemplateSchema,
        ({ name }) => ['name', `token template ${name} of ${tenantSlug}`],
      ),
      experiences: this.readEntries(
        file,
        [...at, 'search_experiences'],
        search_experiences,
        newExperienceSchema,
        ({ key }) => ['key', `search experience ${key} of ${tenantSlug}`],
      ),
    };
  }

  /** Sections that have their shape; what is wrong with another one is kept. */
  private readSections(
    file: string,
    at: readonly PropertyKey[],
    tenant: Entry,
  ): Partial<Record<string, Entry[] | null>> {
    const sections: Record<string, Entry[] | null> = {};
    for (const [name, schema] of Object.entries(sectionSchemas)) {
      const parsed = schema.safeParse(tenant[name]);
      if (!parsed.success) this.refuse(file, refusalsOf(parsed.error, [...at, name]));
      else sections[name] = parsed.data ?? null;
    }
    return sections;
  }

  private checkTenant(file: string, at: readonly PropertyKey[], own: Entry): void {
    const parsed = seedTenantSchema.safeParse(own);
    if (!parsed.success) this.refuse(file, refusalsOf(parsed.error, at));
    const settings = own['settings'];
    if (typeof settings !== 'object' || settings === null) return;
    const merge = mergeSettings({}, settings as Entry);
    if ('refused' in merge) this.refuse(file, merge.refused, pathText(at));
  }

  private readKey(
    file: string,
    at: readonly PropertyKey[],
    key: Entry,
  ): Planned<ApiKeyInput & { readonly id: string }> {
    const path = pathText(at);
    const input = this.withSecret(file, path, key);
    const parsed = seedApiKeySchema.safeParse(input);
    if (!parsed.success) this.refuse(file, refusalsOf(parsed.error, at));
    this.claim(file, `${path}.id`, `key id ${String(input['id'])}`);
    return { file, path, input: input as unknown as ApiKeyInput & { readonly id: string } };
  }

  private readConfiguration(
    file: string,
    at: readonly PropertyKey[],
    configuration: Entry,
  ): Planned<JwtConfigurationInput> {
    const path = pathText(at);
    const input = this.withSecret(file, path, configuration) as JwtConfigurationInput;
    try {
      const draft = draftConfiguration(input, this.rules);
      if (draft.mode === 'held' && draft.id === undefined)
        this.refuse(
          file,
          [{ path: 'kid', reason: 'is missing: a second run could not find the configuration again' }],
          path,
        );
      if (draft.id !== undefined)
        this.claim(file, `${path}.${draft.mode === 'held' ? 'kid' : 'id'}`, `key id ${draft.id}`);
      else if (draft.mode === 'jwks')
        this.claim(file, `${path}.issuer`, `issuer ${String(draft.named.issuer)}`);
    } catch (error) {
      if (!(error instanceof AdminRefused)) throw error;
      this.refuse(file, error.refusals, path);
    }
    return { file, path, input };
  }

  /** Entries that their schema alone decides about; `nameOf` answers the member that they are found again by, and what it names. */
  private readEntries<Input>(
    file: string,
    at: readonly PropertyKey[],
    entries: readonly Entry[] | null | undefined,
    schema: z.ZodType<Input>,
    nameOf?: (input: Input) => readonly [member: string, name: string],
  ): Planned<Input>[] {
    return (entries ?? []).flatMap((entry, index) => {
      const place = [...at, index];
      const path = pathText(place);
      const parsed = schema.safeParse(entry);
      if (!parsed.success) {
        this.refuse(file, refusalsOf(parsed.error, place));
        return [];
      }
      const named = nameOf?.(parsed.data);
      if (named !== undefined) this.claim(file, `${path}.${named[0]}`, named[1]);
      return [{ file, path, input: parsed.data }];
    });
  }

  /** The entry with its secret in place of where the secret is kept. */
  private withSecret(file: string, path: string, entry: Entry): Entry {
    if (entry['secret'] === undefined) return entry;
    const { secret, ...rest } = entry;
    const parsed = secretSourceSchema.safeParse(secret);
    const read = parsed.success
      ? readSecretSource(parsed.data, file)
      : { refused: 'must be text, { env: NAME } or { file: PATH }' };
    if ('ok' in read) return { ...rest, secret: read.ok };
    this.refuse(file, [{ path: 'secret', reason: read.refused }], path);
    return rest;
  }

  /** Two statements about one thing would undo each other at every run. */
  private claim(file: string, path: string, name: string): void {
    const first = this.named.get(name);
    if (first === undefined) this.named.set(name, `${file}: ${path}`);
    else this.refusals.push({ file, path, reason: `is stated twice; first at ${first}` });
  }

  private refuse(file: string, refusals: readonly Refusal[], below = ''): void {
    for (const { path, reason } of refusals) {
      const whole = [below, path].filter((part) => part !== '').join('.');
      if (!this.refusals.some((one) => one.file === file && one.path === whole && one.reason === reason)) {
        this.refusals.push({ file, path: whole, reason });
      }
    }
  }
}
