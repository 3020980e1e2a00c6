import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { format, resolveConfig } from 'prettier';

const documentFile = new URL('../../docs/performance.md', import.meta.url);
const begin = '<!-- figures: written by `npm run bench -- --write` -->';
const end = '<!-- end of figures -->';

/** Where and when the figures were measured. */
export function surroundings() {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    commit: commitName(),
  };
}

function commitName() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

const headings = ['Measure', 'Target', 'Figure', 'Verdict', 'Remark'];

const cellsOf = (row) => [
  row.name,
  targetText(row),
  row.figure === null ? '–' : `${numberText(row.figure)}${row.unit === '' ? '' : ` ${row.unit}`}`,
  row.passed === null ? '' : row.passed ? 'pass' : 'MISS',
  row.remark,
];

function targetText({ target, unit }) {
  if (target === null) return '';
  const suffix = unit === '' ? '' : ` ${unit}`;
  return target.most === undefined
    ? `≥ ${numberText(target.least)}${suffix}`
    : `≤ ${numberText(target.most)}${suffix}`;
}

function numberText(value) {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 100 ? 0 : 2);
}

/** The table for a terminal. */
export function terminalTable(rows) {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const all = rows.map(cellsOf);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...all.map((cells) => cells[column].length)),
  );
  const line = (cells) =>
    cells
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return [
    line(headings),
    ...groups.flatMap((group) => [
      '',
      group,
      ...rows.filter((row) => row.group === group).map((row) => line(cellsOf(row))),
    ]),
  ].join('\n');
}

const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** The lines of each part, by the part's name; its first line says when, at which commit and on what it was measured. */
function partsOf(rows, where) {
  const measured = `measured ${where.date} at commit ${where.commit} on ${where.machine} (${where.system}), Node.js ${where.node}`;
  const parts = new Map();
  for (const row of rows) {
    const lines = parts.get(row.group) ?? [line([`**${row.group}**`, '', '', '', measured])];
    parts.set(row.group, [...lines, line(cellsOf(row))]);
  }
  return parts;
}

/** The parts of a table that was written before. */
function writtenParts(table) {
  const parts = new Map();
  let lines = [];
  for (const text of table.split('\n')) {
    const [, group] = /^\| \*\*(.+?)\*\*\s*\|/.exec(text) ?? [];
    if (group !== undefined) parts.set(group, (lines = []));
    if (text.startsWith('|')) lines.push(text);
  }
  return parts;
}

/** Puts the figures into docs/performance.md: each part in place of its former figures, beside the parts that were not measured now. */
export async function writeDocument(rows, where) {
  const text = readFileSync(documentFile, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error('docs/performance.md has no place for the figures.');
  const parts = new Map([...writtenParts(text.slice(from, to)), ...partsOf(rows, where)]);
  const table = [line(headings), line(['---', '---', '---:', '---', '---']), ...[...parts.values()].flat()];
  const written = `${text.slice(0, from)}${[begin, '', ...table, '', end].join('\n')}${text.slice(to + end.length)}`;
  const style = await resolveConfig(documentFile);
  writeFileSync(documentFile, await format(written, { ...style, parser: 'markdown' }));
}
