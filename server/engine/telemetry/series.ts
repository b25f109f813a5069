/**
 * The recorded series of one drill: what a Prometheus that scrapes the simulated system every five
 * seconds would hold. Charts, alert rules and the `promql` tool read it; the model writes it.
 *
 * Time is in simulated seconds relative to the start of the drill (the pre-roll is negative) and
 * always on the grid `startS + n × stepS`. Values lie sample by sample in blocks, for everything is written at once and
 * little is ever read; beside them each series has the list of runs in which it was present, so that staleness costs
 * nothing per sample and a window is two look-ups.
 */

/** Sampling cadence and rule interval, simulated seconds. One number on purpose: alert times must not depend on who samples. */
export const SAMPLE_S = 5;

/** `histogram` marks the `_bucket`, `_sum` and `_count` series of a histogram; they count up and reset like counters. */
export type MetricType = 'counter' | 'gauge' | 'histogram';
export type Labels = Readonly<Record<string, string>>;

/** Index into `SeriesStore.series`; stays valid for the life of the drill. */
export type SeriesRef = number;

/** One series. Its value in sample `n` is `sampleValue(series, n)`, meaningful only inside a run. */
export interface Series {
  readonly ref: SeriesRef;
  readonly name: string;
  readonly labels: Labels;
  readonly type: MetricType;
  /** Sample number of the first value ever put; -1 before that. */
  born: number;
  /** The store's blocks. */
  readonly blocks: Float64Array[];
  /** Runs of consecutive samples: run `i` covers samples `runStart[i] <= n < runEnd[i]`. The open run ends at `OPEN`. */
  readonly runStart: number[];
  readonly runEnd: number[];
  /** Sample number of the staleness marker after run `i`; `OPEN` while there is none (still present, or not scraped since). */
  readonly runStaleAt: number[];
  /** Counter resets: sample numbers that were lower than the sample before, and that earlier value. */
  readonly resetAt: number[];
  readonly resetFrom: number[];
}

export interface SeriesStore {
  readonly startS: number;
  readonly stepS: number;
  /** Samples closed so far; the next one is at `startS + count × stepS`. */
  count: number;
  /** Rises whenever a series is declared: a plan that resolved its selectors compares it. */
  generation: number;
  readonly series: Series[];
  /** `BLOCK_SAMPLES` samples each, one after the other; in a sample the value of series `ref` is at `ref`. */
  readonly blocks: Float64Array[];
  readonly byName: Map<string, SeriesRef[]>;
  readonly byIdentity: Map<string, SeriesRef>;
  /** Values put since the last commit, by ref. */
  pending: Float64Array;
  isPending: Uint8Array;
  /** 1 while a series is in an open run, and its newest value: the common case of a commit looks at nothing else. */
  isOpen: Uint8Array;
  newest: Float64Array;
  /** 1 for a gauge, which may fall; 1 for a series whose last run ended without a staleness marker. */
  isGauge: Uint8Array;
  isUnmarked: Uint8Array;
  /** What was not scraped although it was there to be: by ref, sample numbers and values in turn, oldest first. */
  unseen: Record<number, number[]>;
}

/** `runEnd` of a run that still goes on. */
export const OPEN = Number.MAX_SAFE_INTEGER;

/** An empty store whose first sample is at `startS`, then one every `stepS` simulated seconds. */
export function createSeriesStore(grid: { startS: number; stepS?: number }): SeriesStore {
  return {
    startS: grid.startS,
    stepS: grid.stepS ?? SAMPLE_S,
    count: 0,
    generation: 0,
    series: [],
    blocks: [],
    byName: new Map(),
    byIdentity: new Map(),
    pending: new Float64Array(64),
    isPending: new Uint8Array(64),
    isOpen: new Uint8Array(64),
    newest: new Float64Array(64),
    isGauge: new Uint8Array(64),
    isUnmarked: new Uint8Array(64),
    unseen: {},
  };
}

/**
 * The reference of the series `name{labels}`, created on first sight (do it once, keep the number).
 * Empty label values are dropped, as in Prometheus. The type of an existing series does not change.
 */
export function declare(store: SeriesStore, name: string, labels: Labels, type: MetricType): SeriesRef {
  const clean = sortedLabels(labels);
  const identity = seriesIdentity(name, clean);
  const known = store.byIdentity.get(identity);
  if (known !== undefined) return known;
  const ref = store.series.length;
  store.series.push({
    ref,
    name,
    labels: clean,
    type,
    born: -1,
    blocks: store.blocks,
    runStart: [],
    runEnd: [],
    runStaleAt: [],
    resetAt: [],
    resetFrom: [],
  });
  store.byIdentity.set(identity, ref);
  const sameName = store.byName.get(name);
  if (sameName) sameName.push(ref);
  else store.byName.set(name, [ref]);
  if (ref >= store.pending.length) growPending(store);
  store.isGauge[ref] = type === 'gauge' ? 1 : 0;
  store.generation++;
  return ref;
}

/** Sets the value of the sample that the next `commit` closes; counters are absolute. The last put wins. */
export function put(store: SeriesStore, ref: SeriesRef, value: number): void {
  store.pending[ref] = value;
  store.isPending[ref] = 1;
}

/**
 * Closes the sample at `atS`. A series that was present and was not put gets a staleness marker here.
 * Throws when `atS` is not the next point of the grid: a skipped sample would shift every window.
 */
export function commit(store: SeriesStore, atS: number): void {
  closeSample(store, atS, true);
}

/**
 * Closes the sample at `atS` as one that was never scraped (the monitoring itself is down): what was
 * put is lost, no staleness marker is written, so queries still see older values for five minutes.
 */
export function commitMissed(store: SeriesStore, atS: number): void {
  store.isPending.fill(0);
  closeSample(store, atS, false);
}

/** The newest sample's value, or undefined when the series is not present in it. */
export function latest(store: SeriesStore, ref: SeriesRef): number | undefined {
  return valueAt(store, ref, store.count - 1);
}

/**
 * What the system did in sample number `n`, scraped or not, for whoever does not look through Prometheus (logs, traces,
 * customers); undefined when the series was not there.
 */
export function valueAt(store: SeriesStore, ref: SeriesRef, n: number): number | undefined {
  const series = store.series[ref];
  const unseen = store.unseen[ref];
  if (unseen !== undefined)
    for (let i = unseen.length - 2; i >= 0 && unseen[i]! >= n; i -= 2) if (unseen[i] === n) return unseen[i + 1];
  if (series === undefined || runAt(series, n) < 0) return undefined;
  return sampleValue(series, n);
}

/** The value of a series in sample `n`, which must lie in one of its runs. */
export function sampleValue(series: Series, n: number): number {
  const block = series.blocks[n >> BLOCK_BITS]!;
  return block[(n & BLOCK_MASK) * (block.length >> BLOCK_BITS) + series.ref]!;
}

/** The pending value of the next sample is not scraped: what is seen instead is `seen`, or nothing. */
export function hide(store: SeriesStore, ref: SeriesRef, seen: number | null): void {
  (store.unseen[ref] ??= []).push(store.count, store.pending[ref]!);
  if (seen === null) store.isPending[ref] = 0;
  else store.pending[ref] = seen;
}

/** Number of the last sample at or before `atS`; -1 before the first; never beyond the newest. */
export function sampleNumberAt(store: SeriesStore, atS: number): number {
  return Math.max(-1, Math.min(store.count - 1, Math.floor((atS - store.startS) / store.stepS)));
}

/** Time of sample number `n`, simulated seconds. */
export function sampleTimeS(store: SeriesStore, n: number): number {
  return store.startS + n * store.stepS;
}

/** Index of the run that holds sample `n`, or -1. Looks from the newest run back. */
export function runAt(series: Series, n: number): number {
  for (let i = series.runStart.length - 1; i >= 0; i--) {
    if (n >= series.runStart[i]!) return n < series.runEnd[i]! ? i : -1;
  }
  return -1;
}

/** The samples with `fromS <= time <= toS`, oldest first; gaps are left out. For charts and exports. */
export function range(
  store: SeriesStore,
  ref: SeriesRef,
  fromS: number,
  toS: number,
): { atS: number; value: number }[] {
  const series = store.series[ref];
  if (series === undefined) return [];
  const first = Math.max(0, Math.ceil((fromS - store.startS) / store.stepS));
  const last = sampleNumberAt(store, toS);
  const samples: { atS: number; value: number }[] = [];
  for (let run = 0; run < series.runStart.length; run++) {
    const end = Math.min(series.runEnd[run]! - 1, last);
    for (let n = Math.max(series.runStart[run]!, first); n <= end; n++) {
      samples.push({ atS: sampleTimeS(store, n), value: sampleValue(series, n) });
    }
  }
  return samples;
}

/** Labels without empty values, in name order: the form in which they are stored and compared. */
export function sortedLabels(labels: Labels): Labels {
  const clean: Record<string, string> = {};
  for (const key of Object.keys(labels).sort()) {
    const value = labels[key];
    if (value !== undefined && value !== '') clean[key] = value;
  }
  return clean;
}

/** One text per name and sorted label set, for maps. */
export function seriesIdentity(name: string, labels: Labels): string {
  let identity = name;
  for (const key in labels) identity += `\u0000${key}\u0001${labels[key]}`;
  return identity;
}

const BLOCK_BITS = 6;
const BLOCK_SAMPLES = 1 << BLOCK_BITS;
const BLOCK_MASK = BLOCK_SAMPLES - 1;
/** Room for series that are still to come, so that a new pod seldom needs a new block. */
const SPARE = 64;

function closeSample(store: SeriesStore, atS: number, markStale: boolean): void {
  const n = store.count;
  const expectedS = store.startS + n * store.stepS;
  if (atS !== expectedS)
    throw new Error(`series sample at ${atS} s is off the grid: the next one is at ${expectedS} s`);
  const { series, pending, isPending, isOpen, newest, isGauge, isUnmarked } = store;
  const count = series.length;
  const block = blockFor(store, n, count);
  const row = (n & BLOCK_MASK) * (block.length >> BLOCK_BITS);
  for (let ref = 0; ref < count; ref++) {
    if (isPending[ref] === 0) {
      if (isOpen[ref] === 1 || isUnmarked[ref] === 1) {
        endRun(series[ref]!, n, markStale);
        isOpen[ref] = 0;
        isUnmarked[ref] = markStale ? 0 : 1;
      }
      continue;
    }
    isPending[ref] = 0;
    const value = pending[ref]!;
    // A value that does not fall is no reset, whatever the type, and a gauge has none.
    if (isOpen[ref] === 0 || !(value >= newest[ref]! || isGauge[ref] === 1)) append(series[ref]!, n, value);
    block[row + ref] = value;
    isOpen[ref] = 1;
    isUnmarked[ref] = 0;
    newest[ref] = value;
  }
  store.count = n + 1;
}

/** The block of sample `n`, with room for `count` series: more of them since its first sample make it anew. */
function blockFor(store: SeriesStore, n: number, count: number): Float64Array {
  const at = n >> BLOCK_BITS;
  const block = store.blocks[at];
  const stride = block === undefined ? 0 : block.length >> BLOCK_BITS;
  if (block !== undefined && stride >= count) return block;
  const wider = count + SPARE;
  const fresh = new Float64Array(wider << BLOCK_BITS);
  if (block !== undefined)
    for (let i = 0; i < BLOCK_SAMPLES; i++) fresh.set(block.subarray(i * stride, (i + 1) * stride), i * wider);
  store.blocks[at] = fresh;
  return fresh;
}

/** Puts a series back that another store held: its values from its first sample on; its runs are there already. */
export function restoreValues(store: SeriesStore, series: Series, values: readonly number[]): void {
  const { ref, born, runEnd, runStaleAt } = series;
  values.forEach((value, i) => {
    const n = born + i;
    const block = blockFor(store, n, store.series.length);
    block[(n & BLOCK_MASK) * (block.length >> BLOCK_BITS) + ref] = value;
  });
  store.isOpen[ref] = runEnd.at(-1) === OPEN ? 1 : 0;
  store.isUnmarked[ref] = runEnd.length > 0 && runEnd.at(-1) !== OPEN && runStaleAt.at(-1) === OPEN ? 1 : 0;
  store.newest[ref] = values.at(-1) ?? 0;
}

/** A run begins, or a counter fell. The value itself is not stored yet. */
function append(series: Series, n: number, value: number): void {
  if (series.born < 0) series.born = n;
  const run = series.runStart.length - 1;
  const wasPresent = run >= 0 && series.runEnd[run] === OPEN;
  if (series.type !== 'gauge' && run >= 0) noteReset(series, n, value, (wasPresent ? n : series.runEnd[run]!) - 1);
  if (!wasPresent) {
    series.runStart.push(n);
    series.runEnd.push(OPEN);
    series.runStaleAt.push(OPEN);
  }
}

function noteReset(series: Series, n: number, value: number, before: number): void {
  const previous = sampleValue(series, before);
  if (value < previous) {
    series.resetAt.push(n);
    series.resetFrom.push(previous);
  }
}

function endRun(series: Series, n: number, markStale: boolean): void {
  const run = series.runEnd.length - 1;
  if (run < 0) return;
  if (series.runEnd[run] === OPEN) series.runEnd[run] = n;
  if (markStale && series.runStaleAt[run] === OPEN) series.runStaleAt[run] = n;
}

function growPending(store: SeriesStore): void {
  const room = store.pending.length * 2;
  const numbers = (old: Float64Array): Float64Array => {
    const larger = new Float64Array(room);
    larger.set(old);
    return larger;
  };
  const bits = (old: Uint8Array): Uint8Array => {
    const larger = new Uint8Array(room);
    larger.set(old);
    return larger;
  };
  store.pending = numbers(store.pending);
  store.newest = numbers(store.newest);
  store.isPending = bits(store.isPending);
  store.isOpen = bits(store.isOpen);
  store.isGauge = bits(store.isGauge);
  store.isUnmarked = bits(store.isUnmarked);
}
