/** A device as the server shows it; instants are RFC 3339 in UTC. */
export interface AttachedDevice {
  readonly id: string;
  readonly user: string;
  readonly identity: string | null;
  readonly status: 'attached' | 'detached';
  readonly info: {
    readonly browser: { readonly name: string | null; readonly version: string | null };
    readonly os: { readonly name: string | null; readonly version: string | null };
    readonly device: {
      readonly type: string;
      readonly vendor: string | null;
      readonly model: string | null;
    };
  };
  readonly metadata: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly attached_at: string;
  readonly last_seen_at: string;
  readonly detached_at: string | null;
}

/** What attaching and detaching answer. */
export interface Attached {
  readonly success: boolean;
  /** How many devices the user has attached now. */
  readonly attached_devices: number;
  readonly device_id: string;
  /** The tenant's own limit; null where there is none. */
  readonly default_device_limit: number | null;
  /** Whether the server itself refuses a device too many. */
  readonly block_over_usage: boolean;
  /** More devices than the limit: where the server does not block, the page decides what follows. */
  readonly exceeded: boolean;
  readonly suspended: boolean;
  readonly new_device: boolean;
  /** Id of the access that was written; null after detaching. */
  readonly access: string | null;
  readonly identity: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Identified {
  /** Id of what is taken for one physical device. */
  readonly identity: string;
  /** How sure that is, from 0 to 1. */
  readonly confidence: number;
}
