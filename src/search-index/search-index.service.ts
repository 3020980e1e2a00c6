import { Inject, Injectable } from '@nestjs/common';
import type { ReadAccess } from '../database/access.js';
import { readByIndex } from '../database/read-by-index.js';
import type { SearchedType } from '../database/full-text/terms.js';
import { bestOfMany } from './dense-hits.js';
import { DocumentsRepository } from './documents.repository.js';
import { allPlaces, wordAnywhere, wordMistyped, type Expression } from './expression.js';
import { readQuestion, splitQuestion, type ReadQuestion, type SearchQuestion } from './question.js';
import { byName, ranked, type FoundDocument } from './ranking.js';
import { sampledAtMost, samplesBy, shareOf, wordsOfMost, type Samples } from './samples.js';

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
 * answer alike (but for the order within a rank of more than a thousand whose names begin far down the list: see
 * `bestOfMany`), in a time that does not grow with other tenants.
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
    const samples = await this.samplesOf(access, tenantId, question.types);
    return this.searchTypes(access, tenantId, { ...question, types: [...samples.keys()] }, samples);
  }

  /** Of types that have documents. */
  private async searchTypes(
    access: ReadAccess,
    tenantId: string,
    question: SearchQuestion,
    samples: Samples,
  ): Promise<Found> {
    if (question.types.length === 0) return { best: [], total: 0 };
    const read = readQuestion(question);
    const { words } = read.asked;
    if (await this.standsInMany(access, tenantId, question, samples))
      return this.searchMany(access, tenantId, question, samples);
    const inMost = wordsToLeave(read, samples);
    const { indexed, also } = splitQuestion(question, read, { inMost });
    // One word that is not rare may be had by very many: they are counted sooner than read.
    const isCounted =
      words.length + read.tags.length === 1 &&
      question.types.some((type) => shareOf(samples, type, indexed) > 0);
    const counted = isCounted
      ? await this.documents.countMatching(access, tenantId, indexed, countedAtMost + 1)
      : null;
    if (counted !== null && counted > countedAtMost)
      return this.searchMany(access, tenantId, question, samples);
    const found =
      counted === 0
        ? []
        : await this.documents.findMatching(access, tenantId, indexed, { also, atMost: countedAtMost + 1 });
    if (found.length > countedAtMost) return this.searchMany(access, tenantId, question, samples);
    if (found.length === 0) return this.searchMistyped(access, tenantId, question, read, inMost);
    return { best: ranked(read.asked, found), total: found.length };
  }

  private async samplesOf(
    access: ReadAccess,
    tenantId: string,
    types: readonly SearchedType[],
  ): Promise<Samples> {
    const documents = await this.documents.sample(access, tenantId, types, sampledAtMost);
    return samplesBy(types, documents);
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
      const inMost = wordsToLeave(read, await this.samplesOf(access, tenantId, question.types));
      return this.searchMistyped(access, tenantId, question, read, inMost);
    }
    return { best: ranked(read.asked, found), total: found.length };
  }

  private async searchMany(
    access: ReadAccess,
    tenantId: string,
    question: SearchQuestion,
    samples: Samples,
  ): Promise<Found> {
    const best = await bestOfMany(this.documents, access, tenantId, question, samples, countedAtMost);
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
    const isAlone = read.asked.words.length + read.tags.length === 1 && among === null;
    for (const word of doubtful.filter((one) => wordMistyped(types, one) !== null)) {
      if (isAlone) {
        unknown.add(word);
        break;
      }
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

  /** Proves without the index that more match than are counted: what many have is the most that the index can be asked. */
  private async standsInMany(
    access: ReadAccess,
    tenantId: string,
    question: SearchQuestion,
    samples: Samples,
  ): Promise<boolean> {
    for (const type of question.types) {
      const expression = readQuestion({ ...question, types: [type] }).anywhere;
      if (expression === null) return false;
      const sample = samples.get(type) ?? [];
      if (sample.length < sampledAtMost || shareOf(samples, type, expression) < 1 / many.oneOf) continue;
      const found = await this.documents.countWalked(access, tenantId, type, expression, many);
      if (found > countedAtMost) return true;
    }
    return false;
  }
}

/** Words that are left to the rows; of questions for one word alone there is none to leave out. */
const wordsToLeave = ({ asked: { words }, tags }: ReadQuestion, samples: Samples): ReadonlySet<string> =>
  words.length + tags.length < 2 ? new Set() : wordsOfMost(samples, allPlaces, words);

/** What one of so many have is looked for in this many documents, without the index. */
const many = { oneOf: 10, walked: 12 * countedAtMost, atMost: countedAtMost + 1 };
