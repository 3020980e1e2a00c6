/** Ids as label values, the first `most` of them; all others share one value, so that a scrape stays small. */
export class BoundedLabels {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  of(id: string): string {
    if (this.known.has(id)) return id;
    if (this.known.size >= this.most) return 'other';
    this.known.add(id);
    return id;
  }
}
