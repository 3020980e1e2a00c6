import { textHash } from './text-hash.js';

/** What the browser says of itself; names as the server weighs them (docs/device-access.md, "Signals"). */
export type Signals = Readonly<Record<string, string | number | boolean>>;

/** The longest that any one reading is waited for. */
const patienceMs = 500;

let collected: Promise<Signals> | null = null;

/**
 * Reads what tells this browser from others: once for a page, without a permission, a sound or a request. A reading that a browser
 * refuses, lacks, or does not finish in half a second is left out. Never rejects.
 */
export const collectSignals = (): Promise<Signals> => (collected ??= collect());

const readings: Readonly<Record<string, () => unknown>> = {
  canvas: () => textHash(drawing()),
  webgl: () => textHash(graphics()),
  audio: async () => textHash(await tone()),
  // A phone that is turned is the same phone.
  screen: () => [screen.width, screen.height].sort((one, other) => other - one).join('x'),
  color_depth: () => screen.colorDepth,
  pixel_ratio: () => devicePixelRatio,
  timezone: () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  languages: () => navigator.languages.join(),
  platform: () => navigator.platform,
  hardware_concurrency: () => navigator.hardwareConcurrency,
  device_memory: () => (navigator as { deviceMemory?: number }).deviceMemory,
  touch: () => navigator.maxTouchPoints,
};

async function collect(): Promise<Signals> {
  const read = await Promise.all(
    Object.entries(readings).map(async ([name, reading]) => [name, await guarded(reading)] as const),
  );
  return Object.fromEntries(read.filter((entry): entry is [string, string | number] => isSaid(entry[1])));
}

const isSaid = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && value !== '';

async function guarded(reading: () => unknown): Promise<unknown> {
  try {
    return await Promise.race([reading(), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  } catch {
    return undefined;
  }
}

/** Letters, a curve and colours that mix: rasterisers differ in the edges. */
function drawing(): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [220, 48];
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.font = '17px Georgia, "Segoe UI", sans-serif';
  pen.fillStyle = '#2a7';
  pen.fillRect(90, 6, 70, 30);
  pen.fillStyle = 'rgba(200, 40, 90, 0.6)';
  pen.fillText('Zwölf Boxkämpfer ∂ 🦊', 3, 26.4);
  pen.globalCompositeOperation = 'multiply';
  pen.arc(176, 22, 19.3, 0, 5);
  pen.fill();
  return canvas.toDataURL();
}

/** Who made the graphics processor, where the browser tells. */
function graphics(): string {
  const gl = document.createElement('canvas').getContext('webgl') as WebGLRenderingContext;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return [
    names?.UNMASKED_VENDOR_WEBGL ?? gl.VENDOR,
    names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER,
    gl.MAX_TEXTURE_SIZE,
  ]
    .map((name) => gl.getParameter(name) as unknown)
    .join();
}

/** A tone that is computed and never played, coarse enough to be the same each time. */
async function tone(): Promise<string> {
  const context = new OfflineAudioContext(1, 4096, 44_100);
  const source = context.createOscillator();
  source.type = 'triangle';
  source.frequency.value = 1200;
  source.connect(context.createDynamicsCompressor()).connect(context.destination);
  source.start();
  const samples = (await context.startRendering()).getChannelData(0);
  return samples.reduce((sum, sample) => sum + Math.abs(sample), 0).toFixed(1);
}
