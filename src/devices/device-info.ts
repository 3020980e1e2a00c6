/** What kind of device it is, as read from its user agent and what the client said of itself. Unknown is null. */
export interface DeviceInfo {
  readonly browser: { readonly name: string | null; readonly version: string | null };
  readonly os: { readonly name: string | null; readonly version: string | null };
  readonly device: {
    /** `desktop`, `mobile`, `tablet`, `console`, `smarttv`, `wearable`, `embedded` or `bot`. */
    readonly type: string;
    readonly vendor: string | null;
    readonly model: string | null;
  };
  /** `device_info` as the client sent it. */
  readonly said: Readonly<Record<string, unknown>>;
}
