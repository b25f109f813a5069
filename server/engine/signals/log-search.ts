import type { LogLevel, LogPage, LogRow, LogSearch } from '../../protocol/signals.ts';
import { hashPair } from '../random.ts';
import { dueIn, dueReader, newestLines, speak, windowsOf, type SpokenLine } from '../telemetry/logs.ts';
import { LEVELS, type Voice } from '../telemetry/log-voice.ts';
import { chorusOf, type Chorus } from '../telemetry/log-voices.ts';
import { SAMPLE_S, sampleNumberAt, sampleTimeS } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import { readQuestion, type LogTerm } from './log-language.ts';
import { judge, lineMatches, type Verdict } from './log-match.ts';
import { traceOfFailure } from './trace-links.ts';

const BUCKETS = 60;
const NICE_BUCKETS_S = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
const PATTERNS = 40;
/** Windows looked at, at most, where lines of one kind differ in whether they match: the rest is like its neighbours. */
const LOOKED_AT = 240;

interface Candidate {
  voice: Voice;
  verdict: Verdict;
}

/**
 * Searches the log: the newest lines that match, and how many match in the whole range. The number and the histogram come from
 * what the model counted, not from the sample of lines that is shown.
 */
export function searchLogs(world: World, search: LogSearch): LogPage {
  const { fromS, toS, limit } = search;
  const question = readQuestion(search.text);
  const bucketS = bucketOf(world, fromS, toS);
  const empty = { atS: world.nowS, lines: [], total: 0, buckets: [], bucketS, patterns: [] };
  if (!question.ok) return { ...empty, problem: question.problem };
  const { terms } = question;
  const chorus = chorusOf(world);
  const candidates = candidatesFor(world, chorus, search, terms);
  const matches = (line: SpokenLine): boolean => lineMatches(line, terms, () => traceOfLine(world, chorus, line));
  const verdicts = new Map(candidates.map(({ voice, verdict }) => [voice, verdict]));
  const lines = newestLines(
    world,
    chorus,
    candidates.map(({ voice }) => voice),
    { fromS, toS, limit },
    (line) => verdicts.get(line.voice) === 'all' || matches(line),
  );
  const counted = countAll(world, chorus, candidates, { fromS, toS, bucketS }, matches);
  return {
    atS: world.nowS,
    lines: lines.map((line) => rowOf(world, chorus, line)),
    total: Math.max(lines.length, counted.total),
    buckets: counted.buckets,
    bucketS,
    patterns: patternsOf(world, counted.byVoice, counted.total),
    problem: null,
  };
}

function candidatesFor(
  { telemetry }: World,
  { voices }: Chorus,
  { service, level }: LogSearch,
  terms: readonly LogTerm[],
): Candidate[] {
  const least = level === null ? 0 : LEVELS.indexOf(level);
  return voices
    .filter((voice) => (service === null || voice.service === service) && LEVELS.indexOf(voice.level) >= least)
    .map((voice) => ({ voice, verdict: judge(voice, terms, telemetry.count - 1) }))
    .filter(({ verdict }) => verdict !== 'none');
}

function rowOf(world: World, chorus: Chorus, line: SpokenLine): LogRow {
  const { atS, service, pod, level, message, fields, n, draw } = line;
  const second = Math.floor(atS);
  return {
    id: `${n.toString(36)}.${draw.toString(36)}`,
    atS: second,
    ms: Math.min(999, Math.round((atS - second) * 1000)),
    service,
    pod,
    level,
    message,
    fields,
    trace: traceOfLine(world, chorus, line),
  };
}

function traceOfLine(world: World, chorus: Chorus, { n, voice, draw }: SpokenLine): string | null {
  return voice.failure === undefined ? null : traceOfFailure(world, chorus, n, voice.service, voice.failure, draw);
}

interface Counted {
  total: number;
  buckets: LogPage['buckets'];
  byVoice: { voice: Voice; count: number; lastN: number }[];
}

function countAll(
  world: World,
  chorus: Chorus,
  candidates: readonly Candidate[],
  { fromS, toS, bucketS }: { fromS: number; toS: number; bucketS: number },
  matches: (line: SpokenLine) => boolean,
): Counted {
  const { first, last } = windowsOf(world, fromS, Math.min(toS, world.nowS));
  const stride = Math.max(1, Math.ceil((last - first + 1) / LOOKED_AT));
  const buckets = new Map<number, Partial<Record<LogLevel, number>>>();
  const firstBucket = Math.floor((sampleTimeS(world.telemetry, first) - SAMPLE_S) / bucketS);
  const lastBucket = Math.floor((sampleTimeS(world.telemetry, last) - SAMPLE_S) / bucketS);
  for (let bucket = firstBucket; bucket <= lastBucket; bucket++) buckets.set(bucket, {});
  let total = 0;
  const byVoice = candidates.map(({ voice, verdict }) => {
    const dueAt = dueReader(world, voice);
    let count = 0;
    let lastN = -1;
    let share = 0;
    for (let n = first; n <= last; n++) {
      const due = dueAt(n);
      if (due === 0) continue;
      if (verdict === 'all') share = 1;
      else if ((n - first) % stride === 0) share = matchingShare(speak(world, chorus, voice, n), matches);
      if (share === 0) continue;
      const matching = Math.max(1, Math.round(due * share));
      count += matching;
      lastN = n;
      const bucket = buckets.get(Math.floor((sampleTimeS(world.telemetry, n) - SAMPLE_S) / bucketS))!;
      bucket[voice.level] = (bucket[voice.level] ?? 0) + matching;
    }
    total += count;
    return { voice, count, lastN };
  });
  return {
    total,
    buckets: [...buckets].map(([bucket, byLevel]) => ({ atS: bucket * bucketS, byLevel })),
    byVoice: byVoice.filter(({ count }) => count > 0),
  };
}

function matchingShare(lines: readonly SpokenLine[], matches: (line: SpokenLine) => boolean): number {
  return lines.length === 0 ? 0 : lines.filter(matches).length / lines.length;
}

function patternsOf(world: World, byVoice: Counted['byVoice'], total: number): LogPage['patterns'] {
  const folded = new Map<string, LogPage['patterns'][number] & { lastN: number }>();
  for (const { voice, count, lastN } of byVoice) {
    const key = JSON.stringify([voice.service, voice.level, voice.shape]);
    const known = folded.get(key);
    const newest = known === undefined || lastN > known.lastN;
    folded.set(key, {
      sample: newest ? voice.say(lastN, hashPair(lastN, 5)).message : known.sample,
      level: voice.level,
      service: voice.service,
      count: (known?.count ?? 0) + count,
      share: 0,
      isNew: (known?.isNew ?? true) && !wasHeardBefore(world, voice),
      lastN: Math.max(lastN, known?.lastN ?? -1),
    });
  }
  return [...folded.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, PATTERNS)
    .map(({ lastN: _, ...pattern }) => ({
      ...pattern,
      share: total > 0 ? Number((pattern.count / total).toFixed(4)) : 0,
    }));
}

/** Whether the fault-free hour before the drill had such lines. What has been cannot change, so it is looked up once. */
function wasHeardBefore(world: World, voice: Voice): boolean {
  const known = HEARD.get(voice);
  if (known !== undefined) return known;
  const last = sampleNumberAt(world.telemetry, 0);
  let heard = false;
  for (let n = 1; n <= last && !heard; n++) heard = dueIn(world, voice, n) > 0;
  HEARD.set(voice, heard);
  return heard;
}

const HEARD = new WeakMap<Voice, boolean>();

function bucketOf(world: World, fromS: number, toS: number): number {
  const { startS } = world.telemetry;
  const span = Math.min(toS, world.nowS) - Math.max(fromS, startS);
  return NICE_BUCKETS_S.find((bucketS) => span / bucketS <= BUCKETS) ?? NICE_BUCKETS_S.at(-1)!;
}
