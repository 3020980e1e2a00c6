/** What a signal is worth when it is compared. */
export interface KnownSignal {
  /** The one name under which its spellings are compared. */
  readonly name: string;
  readonly weight: number;
  /** Stays as it is when the browser or the system is updated, a window moves to another screen, or its owner travels. */
  readonly lasting: boolean;
}

/** Where the client called from, as one more signal. No client's signal has this name: see {@link knownSignal}. */
export const ADDRESS = '@address';

const unknownWeight = 2;

const known: readonly (KnownSignal & { readonly spellings: readonly string[] })[] = [
  // Told apart by the client itself.
  signal('installation', 12, true, 'installationid', 'installid', 'visitor', 'visitorid', 'fingerprint'),
  signal('hardwareid', 12, true, 'machineid', 'androidid', 'idfv', 'identifierforvendor', 'vendorid'),
  signal('serial', 12, true, 'serialnumber'),
  // What graphics, sound and fonts of one machine make of the same task.
  signal('canvas', 10, true, 'canvashash', 'canvasfingerprint', 'canvas2d'),
  signal('webgl', 8, true, 'webglhash', 'webglfingerprint', 'webgl2'),
  signal('audio', 8, true, 'audiohash', 'audiofingerprint', 'audiocontext'),
  signal('fonts', 8, true, 'font', 'fontlist', 'fonthash', 'installedfonts'),
  signal('webglrenderer', 4, true, 'renderer', 'gpu', 'unmaskedrenderer'),
  signal('webglvendor', 1, true, 'unmaskedvendor'),
  // Alike on many machines.
  signal('platform', 2, true, 'os', 'cpuclass', 'architecture'),
  signal('hardwareconcurrency', 2, true, 'cores', 'cpucores', 'concurrency'),
  signal('devicememory', 2, true, 'memory', 'ram'),
  signal('touch', 1, true, 'touchsupport', 'maxtouchpoints', 'touchpoints'),
  signal('colordepth', 1, true, 'pixeldepth', 'colourdepth'),
  signal('model', 2, true, 'devicemodel'),
  // Change while the machine stays the same.
  signal('useragent', 3, false, 'ua'),
  signal('screen', 3, false, 'screenresolution', 'resolution', 'screensize', 'display'),
  signal('pixelratio', 1, false, 'devicepixelratio'),
  signal('timezone', 2, false, 'tz', 'timezonename'),
  signal('timezoneoffset', 1, false),
  signal('languages', 2, false, 'language', 'lang', 'locale'),
  signal('plugins', 2, false, 'pluginlist'),
  signal(ADDRESS, 1, false),
];

function signal(name: string, weight: number, lasting: boolean, ...spellings: string[]) {
  return { name, weight, lasting, spellings: [name, ...spellings] };
}

const bySpelling: ReadonlyMap<string, KnownSignal> = new Map(
  known.flatMap(({ spellings, ...one }) => spellings.map((spelling) => [spelling, one])),
);

/**
 * What a client's signal is, whatever its name looks like: `hardwareConcurrency` and `hardware_concurrency` are one. A name
 * that is not known here is a signal of little weight, which need not outlive an update.
 */
export function knownSignal(said: string): KnownSignal {
  const plain = said.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const name = plain === '' ? said : plain;
  return bySpelling.get(name) ?? { name, weight: unknownWeight, lasting: false };
}

/** The weight of a name that {@link knownSignal} has answered, or of {@link ADDRESS}. */
export const weightOf = (name: string): number => bySpelling.get(name)?.weight ?? unknownWeight;
