const width = 720;
const height = 400;
/** Letters that fit beside the plot. */
const longestName = 24;
const plot = { left: 64, right: 500, top: 48, bottom: 340 };

/** Strokes that differ in form as well as in colour; each colour is readable on the paper of its theme. */
const strokes = [
  { light: '#0969da', dark: '#58a6ff', dash: 'none' },
  { light: '#1a7f37', dark: '#3fb950', dash: '8 3' },
  { light: '#cf222e', dark: '#ff7b72', dash: '2 3' },
  { light: '#8250df', dark: '#d2a8ff', dash: '10 3 2 3' },
  { light: '#7d4e00', dark: '#e3b341', dash: '5 5' },
  { light: '#57606a', dark: '#b1bac4', dash: '12 4' },
];

/**
 * An SVG with a line for each series over two logarithmic axes. The picture paints its own background, light or dark as
 * the reader's system is, and says in its title and description what it shows, with all values. Coordinates have two
 * decimals, so that the same points make the same file.
 *
 * @param {{ title: string, x: string, y: string, unit: string, series: { name: string, points: [number, number][] }[] }} chart
 *   values above zero; at most six series, whose names have at most 24 characters
 * @returns {string}
 * @throws {RangeError} where a value cannot stand on a logarithmic axis, or names or lines are too long or too many
 */
export function lineChart({ title, x, y, unit, series }) {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0 || series.length > strokes.length)
    throw new RangeError(`A chart has one to ${strokes.length} series with points.`);
  if (series.some(({ name }) => name.length > longestName))
    throw new RangeError(`The name of a line has at most ${longestName} characters: no more fit.`);
  if (points.flat().some((value) => !(value > 0 && Number.isFinite(value))))
    throw new RangeError('Every value of a chart is above zero.');
  const across = logarithmic(
    points.map(([at]) => at),
    [plot.left, plot.right],
    [1],
  );
  const up = logarithmic(
    points.map(([, value]) => value),
    [plot.bottom, plot.top],
    [1, 2, 5],
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(described({ x, y, unit, series }))}</desc>`,
    `<style>${style(series.length)}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="6"/>`,
    `<text class="heading" x="${plot.left}" y="28">${escaped(title)}</text>`,
    ...across.ticks.map((tick) => verticalTick(across.place(tick), tick)),
    ...up.ticks.map((tick) => horizontalTick(up.place(tick), tick)),
    `<path class="axis" d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}"/>`,
    `<text class="label" x="${(plot.left + plot.right) / 2}" y="${plot.bottom + 42}" text-anchor="middle">${escaped(x)}</text>`,
    `<text class="label" transform="translate(18 ${(plot.top + plot.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(`${y} (${unit})`)}</text>`,
    ...series.flatMap((one, index) => line(one, index, across.place, up.place)),
    ...series.map(({ name }, index) => legend(name, index)),
    '</svg>',
    '',
  ].join('\n');
}

/** A scale that covers the values, and the marks on it: the given digits of every decade. */
function logarithmic(values, [from, to], digits) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const marks = [];
  for (let decade = Math.floor(Math.log10(least)); decade <= Math.ceil(Math.log10(most)); decade += 1)
    marks.push(...digits.map((digit) => Number((digit * 10 ** decade).toPrecision(1))));
  const low = marks.findLast((mark) => mark <= least) ?? least;
  const high = marks.find((mark) => mark >= most && mark > low) ?? most * 10;
  const place = (value) =>
    from + ((Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))) * (to - from);
  return { place, ticks: marks.filter((mark) => mark >= low && mark <= high) };
}

const short = (value) => value.toFixed(2).replace(/\.?0+$/, '');
const numbered = (value) =>
  value >= 1000
    ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
    : `${Number(value.toPrecision(3))}`;

const verticalTick = (at, value) =>
  `<path class="grid" d="M${short(at)} ${plot.top}V${plot.bottom}"/><text class="tick" x="${short(at)}" y="${plot.bottom + 18}" text-anchor="middle">${numbered(value)}</text>`;
const horizontalTick = (at, value) =>
  `<path class="grid" d="M${plot.left} ${short(at)}H${plot.right}"/><text class="tick" x="${plot.left - 8}" y="${short(at + 4)}" text-anchor="end">${numbered(value)}</text>`;

function line({ points }, index, across, up) {
  const places = points.map(([at, value]) => [short(across(at)), short(up(value))]);
  return [
    `<path class="line s${index}" d="M${places.map(([left, top]) => `${left} ${top}`).join('L')}"/>`,
    ...places.map(([left, top]) => `<circle class="dot d${index}" cx="${left}" cy="${top}" r="3.5"/>`),
  ];
}

function legend(name, index) {
  const top = plot.top + 12 + index * 24;
  return `<path class="line s${index}" d="M${plot.right + 20} ${top}h28"/><text class="name" x="${plot.right + 56}" y="${top + 4}">${escaped(name)}</text>`;
}

const described = ({ x, y, unit, series }) =>
  `${y} in ${unit} by ${x}. ${series
    .map(
      ({ name, points }) =>
        `${name}: ${points.map(([at, value]) => `${numbered(value)} at ${numbered(at)}`).join(', ')}.`,
    )
    .join(' ')}`;

function style(count) {
  const used = strokes.slice(0, count);
  const inTheme = (theme, { paper, ink, faint }) =>
    [
      `.paper{fill:${paper}}text{fill:${ink}}.axis{stroke:${ink}}.grid{stroke:${faint}}`,
      ...used.map((stroke, index) => `.s${index}{stroke:${stroke[theme]}}.d${index}{fill:${stroke[theme]}}`),
    ].join('');
  return [
    'text{font:12px system-ui,sans-serif}.heading{font-size:15px;font-weight:600}.axis,.grid,.line{fill:none}.line{stroke-width:2}',
    ...used.map(({ dash }, index) => `.s${index}{stroke-dasharray:${dash}}`),
    inTheme('light', { paper: '#ffffff', ink: '#1f2328', faint: '#d8dee4' }),
    `@media (prefers-color-scheme:dark){${inTheme('dark', { paper: '#0d1117', ink: '#e6edf3', faint: '#30363d' })}}`,
  ].join('');
}

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
