import type { LogLine } from '../inspect.ts';
import { fraction, hashPair, hashText } from '../random.ts';
import { traceOfFailure } from '../signals/trace-links.ts';
import type { World } from '../world.ts';
import { LEVELS, type Voice } from './log-voice.ts';
import { chorusOf, type Chorus } from './log-voices.ts';
import { SAMPLE_S, sampleNumberAt, sampleTimeS } from './series.ts';

/** Which lines are wanted: `fromS` < time <= `toS`; `level` = that level and above; the newest `limit` of them. */
export interface LogQuery {
  service?: string;
  pod?: string;
  fromS: number;
  toS: number;
  level?: LogLine['level'];
  limit: number;
}

/** A line with what it came from: the sample in whose window it lies, and its voice. */
export interface SpokenLine extends LogLine {
  n: number;
  voice: Voice;
  draw: number;
}

/**
 * Log lines, oldest first, derived when somebody reads: how many of each kind follows from the recorded series, what they
 * say and when from the seed. Nothing is stored, so the same drill always reads the same.
 */
export function logLines(world: World, { service, pod, fromS, toS, level, limit }: LogQuery): LogLine[] {
  const least = level === undefined ? 0 : LEVELS.indexOf(level);
  const chorus = chorusOf(world);
  const voices = chorus.voices.filter(
    (voice) => (service === undefined || voice.service === service) && LEVELS.indexOf(voice.level) >= least,
  );
  const wanted = (line: SpokenLine): boolean => pod === undefined || line.pod === pod;
  return newestLines(world, chorus, voices, { fromS, toS, limit }, wanted).map(({ n, voice, draw, ...line }) => {
    if (voice.failure === undefined) return line;
    const trace = traceOfFailure(world, chorus, n, voice.service, voice.failure, draw);
    return trace === null ? line : { ...line, fields: { ...line.fields, trace } };
  });
}

/** The newest lines of some voices that are wanted, oldest first. */
export function newestLines(
  world: World,
  chorus: Chorus,
  voices: readonly Voice[],
  { fromS, toS, limit }: { fromS: number; toS: number; limit: number },
  wanted: (line: SpokenLine) => boolean,
): SpokenLine[] {
  const lines: SpokenLine[] = [];
  const { first, last } = windowsOf(world, fromS, toS);
  for (let n = last; n >= first && lines.length < limit; n--) {
    const window = spokenIn(world, chorus, voices, n).filter(
      (line) => line.atS > fromS && line.atS <= toS && wanted(line),
    );
    for (let i = window.length - 1; i >= 0 && lines.length < limit; i--) lines.push(window[i]!);
  }
  return lines.reverse();
}

/** Sample numbers whose windows overlap a range of seconds; the window before the first sample is nobody's. */
export function windowsOf({ telemetry }: World, fromS: number, toS: number): { first: number; last: number } {
  const last = Math.min(telemetry.count - 1, sampleNumberAt(telemetry, toS) + 1);
  return { first: Math.max(1, sampleNumberAt(telemetry, Math.max(fromS, telemetry.startS)) + 1), last };
}

/** What these voices say in one window, oldest first. */
function spokenIn(world: World, chorus: Chorus, voices: readonly Voice[], n: number): SpokenLine[] {
  const lines = voices.flatMap((voice) => speak(world, chorus, voice, n));
  return lines.sort((a, b) => a.atS - b.atS);
}

/** Lines of one voice in one window: as many as are due, at most `voice.most`. */
export function speak(world: World, chorus: Chorus, voice: Voice, n: number): SpokenLine[] {
  const due = dueIn(world, voice, n);
  if (due === 0) return NO_LINES;
  const seed = hashPair(seedOf(world, voice), n);
  const pods = voice.pods(n);
  if (pods.length === 0) return NO_LINES;
  const { telemetry, nowS } = world;
  const startS = sampleTimeS(telemetry, n) - SAMPLE_S;
  return Array.from({ length: Math.min(due, voice.most) }, (_, i) => {
    const draw = hashPair(seed, 10 + i);
    const { message, fields } = voice.say(n, draw);
    const pod = pods[hashPair(seed, 200 + i) % pods.length]!;
    const version = chorus.versionOf(pod);
    return {
      // Milliseconds, and never beyond now.
      atS: Math.min(nowS, startS + Math.round(1000 * SAMPLE_S * fraction(seed, 100 + i)) / 1000),
      service: voice.service,
      pod,
      level: voice.level,
      message,
      fields: version === undefined ? (fields ?? {}) : { ...fields, version },
      n,
      voice,
      draw,
    };
  });
}

const NO_LINES: SpokenLine[] = [];

/** Whole lines that a voice is due in a window: what the model counted, its fractions rounded so that they add up over time. */
export function dueIn(world: World, voice: Voice, n: number): number {
  return dueReader(world, voice)(n);
}

/** The same for whoever goes through many windows. */
export function dueReader(world: World, voice: Voice): (n: number) => number {
  const known = DUE.get(voice) ?? [];
  if (known.length === 0) DUE.set(voice, known);
  return (n) => (known[n] ??= countDue(world, voice, n));
}

/** A window that is closed does not change, and a live tail goes through the same hour every few seconds. */
const DUE = new WeakMap<Voice, number[]>();

function countDue(world: World, voice: Voice, n: number): number {
  const due = voice.count(n);
  if (due <= 0) return 0;
  const whole = Math.floor(due);
  if (whole === due) return whole;
  return whole + (fraction(hashPair(seedOf(world, voice), n), 1) < due - whole ? 1 : 0);
}

/** By voice and not by its place in the list: a voice more elsewhere changes no line. */
const SEEDS = new WeakMap<Voice, number>();

function seedOf({ seed }: World, voice: Voice): number {
  const known = SEEDS.get(voice);
  if (known !== undefined) return known;
  const made = hashText(
    `${seed}/log/${voice.service}/${voice.level}/${voice.shape}/${voice.failure ?? ''}/${voice.words}`,
  );
  SEEDS.set(voice, made);
  return made;
}
