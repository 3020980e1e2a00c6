import { readFileSync } from 'node:fs';

/** Fenced code of one section of the README, by language; the last block of a language counts. */
export function codeBlocks(section: string): Record<string, string> {
  const text = readFileSync('README.md', 'utf8');
  const body = text.split(`\n## ${section}\n`)[1]?.split('\n## ')[0];
  if (body === undefined) throw new Error(`README.md has no section "${section}".`);
  const blocks: Record<string, string> = {};
  for (const [, language, code] of body.matchAll(/^```(ruby|python|js|php)\n([\s\S]*?)^```/gm)) {
    blocks[language as string] = code as string;
  }
  return blocks;
}
