import type { ReadAccess } from '../database/access.js';
import type { SearchedType } from '../database/full-text/terms.js';
import type { DocumentsRepository, NameRange } from './documents.repository.js';
import type { Expression } from './expression.js';
import { readQuestion, type SearchQuestion } from './question.js';
import { byName, type FoundDocument } from './ranking.js';

/** Names that are looked at for each hit that is wanted, and at least: before the index is asked, and where it has too many. */
const shortWalk = { forEach: 4, atLeast: 256 };
const longWalk = { forEach: 20, atLeast: 4_000 };

/** Hits of one rank and one type. */
interface Rank {
  readonly expression: Expression;
  readonly inside: NameRange | null;
  readonly outside: NameRange | null;
}

/**
 * The best of hits that are too many to be ranked all: rank by rank, each in the order of names. A rank whose hits are many
 * has its first ones soon in the list of names; one whose hits are few has them all from the index. Where hits are many and
 * yet stand far down that list, `rankedAtMost` of them stand for all.
 */
export async function bestOfMany(
  documents: DocumentsRepository,
  access: ReadAccess,
  tenantId: string,
  question: SearchQuestion,
  rankedAtMost: number,
): Promise<FoundDocument[]> {
  const ofTypes = question.types.map((type) => ({ type, ranks: ranksOf({ ...question, types: [type] }) }));
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
    const walk = async ({ forEach, atLeast }: typeof shortWalk) => {
      const walked = Math.max(forEach * missing, atLeast);
      const hits = await documents.walk(access, tenantId, type, { ...rank, walked, atMost: missing });
      const isWhole =
        hits.length === missing ||
        (await documents.countNames(access, tenantId, type, rank.inside, walked)) < walked;
      return isWhole ? hits : null;
    };
    const near = await walk(shortWalk);
    if (near !== null) return near;
    const { expression, ...range } = rank;
    const found = await documents.findMatching(access, tenantId, expression, {
      ...range,
      atMost: rankedAtMost + 1,
    });
    return found.length <= rankedAtMost ? found : ((await walk(longWalk)) ?? found);
  }
}

function ranksOf(question: SearchQuestion): Rank[] {
  const { asked, inName, inNameOrTags, anywhere } = readQuestion(question);
  if (inName === null || inNameOrTags === null || anywhere === null) return [];
  if (asked.words.length === 0) return [{ expression: anywhere, inside: null, outside: null }];
  const begins = { from: asked.text, to: `${asked.text}\u{10ffff}` };
  return [
    { expression: inName, inside: begins, outside: null },
    { expression: inName, inside: null, outside: begins },
    { expression: { one: inNameOrTags, butNot: inName }, inside: null, outside: begins },
    { expression: { one: anywhere, butNot: inNameOrTags }, inside: null, outside: begins },
  ];
}
