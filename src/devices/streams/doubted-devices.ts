/** Devices whose rows are to be read again, by tenant. */
export class DoubtedDevices {
  private readonly byTenant = new Map<string, Set<string>>();

  add(tenantId: string, deviceIds: Iterable<string>): void {
    const doubted = this.byTenant.get(tenantId) ?? new Set();
    this.byTenant.set(tenantId, doubted);
    for (const id of deviceIds) doubted.add(id);
  }

  /** Some of one tenant's devices, which are doubted no more; null where there are none. */
  take(most: number): { readonly tenantId: string; readonly ids: readonly string[] } | null {
    for (const [tenantId, doubted] of this.byTenant) {
      const ids = [...doubted].slice(0, most);
      for (const id of ids) doubted.delete(id);
      if (doubted.size === 0) this.byTenant.delete(tenantId);
      if (ids.length > 0) return { tenantId, ids };
    }
    return null;
  }
}
