interface ShownToken {
  readonly token: string;
  readonly expires_at: string | null;
}

/**
 * The tokens of pages as JSON text. Put together as text, because one token stands on thousands of pages, and because a page may be
 * called anything, also what means something to JavaScript's objects.
 */
export class PageTokenAnswer {
  /** The pages, each once. */
  readonly paths: readonly string[];
  private readonly members: string[];
  private length = 0;

  constructor(paths: readonly string[]) {
    this.paths = [...new Set(paths)];
    this.members = this.paths.map(() => '');
  }

  /** Characters of tokens in all, with this one on so many more pages. */
  lengthWith(name: string, shown: ShownToken, pages: number): number {
    return this.length + memberOf(name, shown).length * pages;
  }

  /** Puts the token on the pages of these places. */
  add(name: string, shown: ShownToken, places: readonly number[]): void {
    const member = memberOf(name, shown);
    this.length += member.length * places.length;
    for (const place of places)
      this.members[place] = this.members[place] === '' ? member : `${this.members[place] ?? ''},${member}`;
  }

  text(): string {
    const pages = this.paths.map((path, place) => `${JSON.stringify(path)}:{${this.members[place] ?? ''}}`);
    return `{"data":{${pages.join(',')}}}`;
  }
}

const memberOf = (name: string, shown: ShownToken): string =>
  `${JSON.stringify(name)}:${JSON.stringify(shown)}`;
