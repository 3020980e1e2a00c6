import { Inject, Injectable } from '@nestjs/common';
import type { ReadAccess } from '../database/access.js';
import { readByIndex } from '../database/read-by-index.js';
import type { SearchedType } from '../database/full-text/terms.js';
import { bestOfMany } from './dense-hits.js';
import { DocumentsRepository } from './documents.repository.js';
import { wordAnywhere, wordMistyped, type Expression } from './expression.js';
import { readQuestion, splitQuestion, type ReadQuestion, type SearchQuestion } from './question.js';
import { byName, hasWord, ranked, type FoundDocument } from './ranking.js';

export type { SearchQuestion } from './question.js';

/** Hits that are ranked one against the other, and counted: beyond them there are "more". */
export const countedAtMost = 1_000;

export interface SearchHits {
  /** Best first. */
  readonly hits: readonly { readonly type: SearchedType; readonly id: string }[];
  /** How many there are; {@link countedAtMost} where there are more. */
  readonly total: number;
  readonly totalIsCapped: boolean;
}

interface Found {
  /** In their order, as far as the question asks. */
  readonly best: readonly FoundDocument[];
  readonly total: number;
}

/**
 * Finds resources and projects by words. Every word of the input begins a word of the name, a tag or the description; best is
 * what is called so, then what begins so, what has all the words in its name, in its name or tags, and anywhere. A word that
 * nothing begins with may be mistyped by one letter in a name or a tag. Those of one rank stand by name. Both databases
 * answer alike, in a time that does not grow with other tenants.
 */
@Injectable()
export class SearchIndex {
  constructor(@Inject(DocumentsRepository) private readonly documents: DocumentsRepository) {}

  /** Never throws because of the input, whatever it is. */
  async find(access: ReadAccess, tenantId: string, question: SearchQuestion): Promise<SearchHits> {
    const { best, total } = await readByIndex(access, (reader) => this.search(reader, tenantId, question));
    const { offset, limit } = question;
    return {
      hits: best.slice(offset, offset + limit).map(({ type, id }) => ({ type, id })),
      total: Math.min(total, countedAtMost),
      totalIsCapped: total > countedAtMost,
    };
  }

  private async search(access: ReadAccess, tenantId: string, question: SearchQuestion): Promise<Found> {
    const read = readQuestion(question);
    const { anywhere } = read;
    if (question.among !== null)
      return this.searchAmong(access, tenantId, question, question.among, read, anywhere);
    if (anywhere === null) return this.everything(access, tenantId, question);
    if (await this.standsInMany(access, tenantId, question))
      return this.searchMany(access, tenantId, question);
    const inMost = await this.wordsOfMost(access, tenantId, question, read);
    const { indexed, also } = splitQuestion(question, read, { inMost, unknown: none });
    const found = await this.documents.findMatching(access, tenantId, indexed, {
      also,
      atMost: countedAtMost + 1,
    });
    if (found.length > countedAtMost) return this.searchMany(access, tenantId, question);
    if (found.length === 0) return this.searchMistyped(access, tenantId, question, read, inMost);
    return { best: ranked(read.asked, found), total: found.length };
  }

  private async everything(
    access: ReadAccess,
    tenantId: string,
    { types, limit, offset }: SearchQuestion,
  ): Promise<Found> {
    const wanted = offset + limit;
    const best: FoundDocument[] = [];
    let total = 0;
    for (const type of types) {
      const walk = { expression: null, walked: wanted, atMost: wanted };
      best.push(...(await this.documents.walk(access, tenantId, type, walk)));
      total += await this.documents.countNames(access, tenantId, type, null, countedAtMost + 1);
    }
    return { best: best.sort(byName), total };
  }

  private async searchAmong(
    access: ReadAccess,
    tenantId: string,
    question: SearchQuestion,
    among: readonly string[],
    read: ReadQuestion,
    anywhere: Expression | null,
  ): Promise<Found> {
    const found = await this.documents.findAmong(access, tenantId, question.types, among, anywhere);
    if (found.length === 0) {
      const inMost = await this.wordsOfMost(access, tenantId, question, read);
      return this.searchMistyped(access, tenantId, question, read, inMost);
    }
    return { best: ranked(read.asked, found), total: found.length };
  }

  private async searchMany(access: ReadAccess, tenantId: string, question: SearchQuestion): Promise<Found> {
    const best = await bestOfMany(this.documents, access, tenantId, question, countedAtMost);
    return { best, total: countedAtMost + 1 };
  }

  private async searchMistyped(
    access: ReadAccess,
    tenantId: string,
    question: SearchQuestion,
    read: ReadQuestion,
    inMost: ReadonlySet<string>,
  ): Promise<Found> {
    const { types, among } = question;
    const unknown = new Set<string>();
    const doubtful = read.asked.words.filter((word) => !inMost.has(word));
    for (const word of doubtful.filter((one) => wordMistyped(types, one) !== null)) {
      const asSpelled = wordAnywhere(types, word);
      const known = await this.documents.findMatching(access, tenantId, asSpelled, { atMost: 1 });
      if (known.length === 0) unknown.add(word);
    }
    if (unknown.size === 0) return { best: [], total: 0 };
    const { indexed, also } = splitQuestion(question, read, { inMost, unknown });
    const found = await this.documents.findMatching(access, tenantId, indexed, {
      among,
      also,
      atMost: countedAtMost + 1,
    });
    return { best: ranked(read.asked, found), total: found.length };
  }

  /** Words that most of a type have, as far as its first names tell; of questions for one word alone there is none to leave out. */
  private async wordsOfMost(
    access: ReadAccess,
    tenantId: string,
    { types }: SearchQuestion,
    { asked: { words }, tags }: ReadQuestion,
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    if (words.length + tags.length < 2) return found;
    for (const type of types) {
      const sample = await this.documents.walk(access, tenantId, type, { expression: null, ...look });
      const having = (word: string) => sample.filter((document) => hasWord(document, word)).length;
      for (const word of words) if (2 * having(word) > sample.length) found.add(word);
    }
    return found;
  }

  /** Proves without the index that more match than are counted: what many have is the most that the index can be asked. */
  private async standsInMany(
    access: ReadAccess,
    tenantId: string,
    question: SearchQuestion,
  ): Promise<boolean> {
    for (const type of question.types) {
      const expression = readQuestion({ ...question, types: [type] }).anywhere;
      if (expression === null) return false;
      const sample = await this.documents.countWalked(access, tenantId, type, expression, look);
      if (sample < look.walked / 4) continue;
      const many = await this.documents.countWalked(access, tenantId, type, expression, {
        walked: 5 * countedAtMost,
        atMost: countedAtMost + 1,
      });
      if (many > countedAtMost) return true;
    }
    return false;
  }
}

const none: ReadonlySet<string> = new Set();

/** Names that tell how common something is. */
const look = { walked: 48, atMost: 48 };
