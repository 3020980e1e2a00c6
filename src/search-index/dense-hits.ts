import type { ReadAccess } from '../database/access.js';
import type { SearchedType, WordPlace } from '../database/full-text/terms.js';
import type { DocumentsRepository, NameRange } from './documents.repository.js';
import { allPlaces, type Expression } from './expression.js';
import { readQuestion, splitQuestion, type SearchQuestion } from './question.js';
import { byName, type FoundDocument } from './ranking.js';
import { shareOf, wordsOfMost, type Samples } from './samples.js';

/** Names that are looked at for each hit that is wanted, and at least: before the index is asked, and where it has too many. */
const shortWalk = { forEach: 4, atLeast: 256 };
const longWalk = { forEach: 20, atLeast: 4_000 };

/** Hits of one rank and one type. */
interface Rank {
  readonly expression: Expression;
  /** What the index is asked for it, and the rows that the index has. */
  readonly indexed: Expression;
  readonly also: Expression | null;
  readonly inside: NameRange | null;
  readonly outside: NameRange | null;
}

/**
 * The best of hits that are too many to be ranked all: rank by rank, each in the order of names. A rank whose hits are many
 * has its first ones soon in the list of names; one whose hits are few has them all from the index. Where hits are many and
 * yet stand far down that list, SQLite goes on down the list, and on PostgreSQL `rankedAtMost` of them stand for all.
 */
export async function bestOfMany(
  documents: DocumentsRepository,
  access: ReadAccess,
  tenantId: string,
  question: SearchQuestion,
  samples: Samples,
  rankedAtMost: number,
): Promise<FoundDocument[]> {
  const ofTypes = question.types.map((type) => ({
    type,
    ranks: ranksOf({ ...question, types: [type] }, samples),
  }));
  const best: FoundDocument[] = [];
  for (let rank = 0; rank < (ofTypes[0]?.ranks.length ?? 0); rank += 1) {
    const missing = question.offset + question.limit - best.length;
    if (missing <= 0) break;
    const hits: FoundDocument[] = [];
    for (const { type, ranks } of ofTypes) hits.push(...(await hitsOf(type, ranks[rank], missing)));
    best.push(...hits.sort(byName).slice(0, missing));
  }
  return best;

  async function hitsOf(
    type: SearchedType,
    rank: Rank | undefined,
    missing: number,
  ): Promise<FoundDocument[]> {
    if (rank === undefined) return [];
    const { expression, indexed, also, inside, outside } = rank;
    const long = { ...rank, atMost: missing, walked: walkedFor(missing, longWalk) };
    const short = { ...long, walked: walkedFor(missing, shortWalk) };
    const near = await documents.walk(access, tenantId, type, short);
    if (near.length === missing) return near;
    if (inside !== null) {
      const names = await documents.countNames(access, tenantId, type, inside, short.walked);
      if (names < short.walked) return near;
    }
    const walkByIndex = () => documents.walkIndexed(access, tenantId, type, indexed, long);
    const isCommon = inside === null && shareOf(samples, type, expression) > 0;
    if (isCommon) {
      const hits = await walkByIndex();
      if (hits.length === missing) return hits;
    }
    const narrowed = { inside, outside, also, atMost: rankedAtMost + 1 };
    const found = await documents.findMatching(access, tenantId, indexed, narrowed);
    if (isCommon || found.length <= rankedAtMost) return found;
    const hits = await walkByIndex();
    return hits.length === missing ? hits : found;
  }
}

const walkedFor = (missing: number, { forEach, atLeast }: typeof shortWalk): number =>
  Math.max(forEach * missing, atLeast);

function ranksOf(question: SearchQuestion, samples: Samples): Rank[] {
  const read = readQuestion(question);
  const { asked, inName, inNameOrTags, anywhere } = read;
  if (inName === null || inNameOrTags === null || anywhere === null) return [];
  const begins = { from: asked.text, to: `${asked.text}\u{10ffff}` };
  const rank = (places: readonly WordPlace[], expression: Expression, range: Partial<Rank> = {}): Rank => {
    const inMost = wordsOfMost(samples, places, asked.words);
    const split = splitQuestion(question, read, { inMost, places });
    const halves =
      split.also === null
        ? { indexed: expression, also: null }
        : { indexed: split.indexed, also: expression };
    return { expression, ...halves, inside: null, outside: null, ...range };
  };
  if (asked.words.length === 0) return [rank(allPlaces, anywhere)];
  return [
    rank(['name'], inName, { inside: begins }),
    rank(['name'], inName, { outside: begins }),
    rank(['name', 'tag'], { one: inNameOrTags, butNot: inName }, { outside: begins }),
    rank(allPlaces, { one: anywhere, butNot: inNameOrTags }, { outside: begins }),
  ];
}
