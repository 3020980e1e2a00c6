import { mkdirSync, writeFileSync } from 'node:fs';
import { lineChart } from './line-chart.mjs';

const folder = new URL('../../docs/images/', import.meta.url);

/** Writes each chart to docs/images, under its file name. */
export function writeCharts(charts) {
  mkdirSync(folder, { recursive: true });
  for (const [file, chart] of charts) writeFileSync(new URL(file, folder), lineChart(chart));
}
