import { splitLine, type Segment, type Stage, type TypedWord } from './split-line.ts';

/** How a line that does not end by itself is carried out, on simulated seconds. All texts are bash. */
export type Follow =
  /** `logs -f`: lines that were not there before go through the rest of the pipeline. */
  | { kind: 'lines'; first: string; newest: (sinceS: number) => string; rest: string | null }
  /** `get -w`: rows that changed. */
  | { kind: 'rows'; source: string; rest: string | null }
  /** `rollout status`: until it stops waiting. */
  | { kind: 'until'; source: string; waiting: RegExp }
  | { kind: 'sleep'; seconds: number }
  /** `watch`: a screen that is drawn anew. `title` is its first line without the time, null for none. */
  | { kind: 'screen'; everyS: number; line: string; title: string | null }
  /** `\watch`, and a loop with a `sleep`: the whole output again. */
  | { kind: 'again'; everyS: number; line: string; stamped: boolean };

/** Null: an ordinary line. `refused` is what the terminal says instead, as bash would: on stderr. */
export type FollowPlan =
  | {
      /** Runs first, once, as an ordinary line. */
      before: { text: string; joint: Segment['joint'] } | null;
      follow: Follow;
      /** Runs when it has ended by itself. */
      after: { text: string; joint: Segment['joint'] } | null;
    }
  | { refused: string }
  | null;

const MAX_SLEEP_S = 3600;

/** Stages that give each line on as it comes; every other one waits for the end of its input, which never comes. */
const STREAMING = ['grep', 'egrep', 'fgrep', 'sed', 'awk', 'cut', 'tr', 'jq', 'cat', 'rev', 'fold', 'expand'];

/** Whether a line may be one at all; spares the others the parsing. */
const MAYBE = /-[a-zA-Z]*[fFwW]|--follow|--watch|\bwatch\b|\bsleep\b|\brollout\s+status\b/;

/** Reads off a command line whether it goes on, and how. */
export function planFollow(line: string): FollowPlan {
  if (!MAYBE.test(line)) return null;
  const loop = sleepingLoop(line) ?? psqlWatch(line);
  if (loop) return { before: null, follow: loop, after: null };
  const segments = splitLine(line);
  const at = segments?.findIndex(({ stages }) => stages.some((stage) => goesOn(stage))) ?? -1;
  if (!segments || at < 0) return null;
  const segment = segments[at]!;
  const follow = followOf(segment);
  if ('refused' in follow) return follow;
  return {
    before: at === 0 ? null : { text: joined(segments.slice(0, at)), joint: segments[at - 1]!.joint },
    follow,
    after: segment.joint === '' ? null : { text: joined(segments.slice(at + 1)), joint: segment.joint },
  };
}

function joined(segments: readonly Segment[]): string {
  return segments.map(({ text, joint }, at) => (at < segments.length - 1 ? `${text} ${joint}` : text)).join(' ');
}

function goesOn(stage: Stage): boolean {
  const [name = '', ...args] = stage.words.map(({ value }) => value);
  if (args.includes('--help') || args.includes('-h')) return false;
  switch (name) {
    case 'sleep':
    case 'watch':
      return true;
    case 'kubectl':
      return isRolloutStatus(args) || (hasVerb(args, 'logs') ? follows(args) : hasVerb(args, 'get') && watches(args));
    case 'logs':
    case 'journalctl':
      return follows(args);
    case 'ssh':
      return remoteFollow(stage) !== null;
    case 'tail':
      return follows(args) || args.some((arg) => /^-[a-zA-Z]*F/.test(arg));
    default:
      return false;
  }
}

function hasVerb(args: readonly string[], verb: string): boolean {
  return (
    args.find((arg, at) => !arg.startsWith('-') && !/^(-n|--namespace|--context)$/.test(args[at - 1] ?? '')) === verb
  );
}

const isRolloutStatus = (args: readonly string[]) =>
  args.includes('rollout') && args.includes('status') && !args.includes('--watch=false') && !args.includes('-w=false');
const follows = (args: readonly string[]) => args.some((arg) => isFollowFlag(arg));
const isFollowFlag = (arg: string) => /^-[a-zA-Z]*f[a-zA-Z]*$/.test(arg) || /^--follow(=true)?$/.test(arg);
const watches = (args: readonly string[]) => args.some((arg) => isWatchFlag(arg));
const isWatchFlag = (arg: string) => /^(-w|--watch|--watch-only|--watch=true)$/.test(arg);

function followOf({ stages }: Segment): Follow | { refused: string } {
  const at = stages.findIndex((stage) => goesOn(stage));
  const source = stages[at]!;
  const name = source.words[0]!.value;
  const later = stages.slice(at + 1);
  if (name === 'sleep') return sleep(source, stages.length);
  if (at > 0) return { refused: `bash: ${name}: following works at the start of a pipeline only` };
  if (name === 'watch') return watch(source, later);
  const refused = later.map(waitsForTheEnd).find((message) => message !== null);
  if (refused) return { refused };
  if (stages.some(({ redirected }) => redirected))
    return { refused: `bash: ${name}: a line that follows cannot write to a file here: leave out ${flagOf(source)}` };
  const rest = later.length === 0 ? null : later.map(({ text }) => text).join(' | ');
  if (name === 'ssh') return overSsh(source, rest);
  if (name === 'kubectl' && isRolloutStatus(source.words.map(({ value }) => value)))
    return rest === null
      ? { kind: 'until', source: source.text, waiting: /^Waiting for /m }
      : { refused: 'bash: kubectl rollout status: add --watch=false before a pipe' };
  if (name === 'kubectl' && hasVerb(valuesOf(source), 'get'))
    return { kind: 'rows', source: textWithout(source, isWatchFlag), rest };
  return { kind: 'lines', rest, ...sourcesOf(name, source) };
}

/** What `ssh HOST 'tail -f …'` goes on with over there: a plain source of lines, or null. */
function remoteFollow({ words }: Stage): Extract<Follow, { kind: 'lines' }> | null {
  const [host, ...remote] = words.slice(1);
  if (!host || host.value.startsWith('-') || remote.length === 0) return null;
  const plan = planFollow(remote.length === 1 ? remote[0]!.value : remote.map(({ raw }) => raw).join(' '));
  const isPlain = plan !== null && 'follow' in plan && plan.before === null && plan.after === null;
  return isPlain && plan.follow.kind === 'lines' ? plan.follow : null;
}

/** The same over there, line by line: what stands behind a pipe runs here, wherever it was written. */
function overSsh(source: Stage, rest: string | null): Follow {
  const remote = remoteFollow(source)!;
  const over = (line: string) => `ssh ${source.words[1]!.raw} ${quoted(line)}`;
  return {
    kind: 'lines',
    first: over(remote.first),
    newest: (sinceS) => over(remote.newest(sinceS)),
    rest: [remote.rest, rest].filter((one) => one !== null).join(' | ') || null,
  };
}

function quoted(line: string): string {
  return `'${line.replace(/'/g, `'\\''`)}'`;
}

function valuesOf({ words }: Stage): string[] {
  return words.slice(1).map(({ value }) => value);
}

function flagOf(source: Stage): string {
  return valuesOf(source).find((arg) => isFollowFlag(arg) || isWatchFlag(arg)) ?? '--follow';
}

/** Why a stage cannot stand behind a line that follows, or null. */
function waitsForTheEnd(stage: Stage): string | null {
  const name = stage.words[0]!.value;
  if (!STREAMING.includes(name))
    return `bash: ${name}: waits for the end of its input, and a line that follows has none: leave out -f or ${name}`;
  if (name === 'awk' && /\b(?:BEGIN|END|NR)\b/.test(stage.text))
    return 'bash: awk: BEGIN, END and NR need the whole input, and a line that follows has no end: leave out -f';
  return name === 'grep' && valuesOf(stage).some((arg) => /^-[a-zA-Z]*c|^--count/.test(arg))
    ? 'bash: grep: -c counts at the end of its input, and a line that follows has none: leave out -f'
    : null;
}

/** The same command without some flags. `-fn 5` keeps its other letters. */
function textWithout(stage: Stage, isUnwanted: (word: string) => boolean): string {
  return stage.words
    .filter(({ value }) => !isUnwanted(value) || /^-[a-zA-Z]{2,}$/.test(value))
    .map((word) => (isUnwanted(word.value) ? word.raw.replace(/f/, '') : word.raw))
    .join(' ');
}

/** What is shown at first, and what asks for the lines of the last seconds. */
function sourcesOf(name: string, source: Stage): { first: string; newest: (sinceS: number) => string } {
  const first = textWithout(source, (word) => isFollowFlag(word) || (name === 'tail' && /^-F$/.test(word)));
  switch (name) {
    case 'tail': {
      const files = source.words
        .slice(1)
        .filter(({ raw }, at, all) => !raw.startsWith('-') && all[at - 1]?.raw !== '-n');
      return { first, newest: () => `tail -n 1000 ${files.map(({ raw }) => raw).join(' ')}` };
    }
    case 'logs': {
      const bare = withoutOptions(source, ['--since', '--limit', '-n', '--tail']);
      return { first, newest: (sinceS) => `${bare} --since ${sinceS}s --limit 1000` };
    }
    case 'journalctl': {
      const bare = withoutOptions(source, ['--since', '-S', '-n', '--lines']);
      const isLimited = valuesOf(source).some((arg) => /^(-n|--lines|-S|--since)/.test(arg));
      return { first: isLimited ? first : `${first} -n 10`, newest: () => `${bare} -n 1000` };
    }
    default: {
      const bare = withoutOptions(source, ['--since', '--tail', '--since-time']);
      return { first, newest: (sinceS) => `${bare} --since=${sinceS}s --tail=-1` };
    }
  }
}

/** Leaves out the follow flag and these options, with their values. */
function withoutOptions(source: Stage, options: readonly string[]): string {
  const kept: TypedWord[] = [];
  for (let at = 0; at < source.words.length; at++) {
    const word = source.words[at]!;
    if (options.includes(word.value)) at++;
    else if (!isFollowFlag(word.value) && !options.some((option) => word.value.startsWith(`${option}=`)))
      kept.push(word);
  }
  return kept.map(({ raw }) => raw).join(' ');
}

function sleep(stage: Stage, stages: number): Follow | { refused: string } {
  const [first, ...others] = valuesOf(stage);
  if (first === undefined) return { refused: 'sleep: missing operand' };
  if (stages > 1) return { refused: 'bash: sleep: give it a line of its own: sleep 5; kubectl get pods' };
  const seconds = [first, ...others]
    .map(durationS)
    .reduce<number | null>((sum, s) => (sum === null || s === null ? null : sum + s), 0);
  if (seconds === null) return { refused: `sleep: invalid time interval ‘${first}’` };
  if (seconds > MAX_SLEEP_S) return { refused: 'bash: sleep: at most an hour in this terminal' };
  return { kind: 'sleep', seconds: Math.ceil(seconds) };
}

function durationS(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smh]?)$/.exec(text);
  return match ? Number(match[1]) * { '': 1, s: 1, m: 60, h: 3600 }[match[2] as '' | 's' | 'm' | 'h'] : null;
}

/** `watch [-n S] [-t] [-d] COMMAND …`: the words become a line again, as `sh -c` gets them. */
function watch({ words }: Stage, later: readonly Stage[]): Follow | { refused: string } {
  let everyS = 2;
  let titled = true;
  let at = 1;
  for (; at < words.length && words[at]!.value.startsWith('-'); at++) {
    const flag = words[at]!.value;
    const interval = /^(?:-n|--interval=?)([\d.]*)$/.exec(flag);
    if (interval) everyS = Number(interval[1] || words[++at]?.value);
    else if (/^-[dtbcegpx]+$|^--(?:differences|no-title|color|beep|exec)/.test(flag))
      titled &&= !/^-[a-z]*t|no-title/.test(flag);
    else return { refused: `watch: unrecognized option '${flag}'\nUsage: watch [-n SECONDS] [-t] COMMAND` };
  }
  if (at >= words.length) return { refused: 'Usage: watch [-n SECONDS] [-t] COMMAND' };
  if (!Number.isFinite(everyS) || everyS <= 0)
    return { refused: `watch: failed to parse argument: '${words[at - 1]?.value}'` };
  if (later.length > 0) return { refused: `watch: put the whole pipeline in quotes: watch '… | ${later[0]!.text}'` };
  const line = words
    .slice(at)
    .map(({ value, raw }) => (words.length - at === 1 ? value : raw))
    .join(' ');
  const inner = planFollow(line);
  if (inner !== null) return { refused: `watch: ${line}: this goes on by itself: run it without watch` };
  const rounded = Math.max(1, Math.round(everyS));
  return { kind: 'screen', everyS: rounded, line, title: titled ? `Every ${everyS.toFixed(1)}s: ${line}` : null };
}

/** `while true; do …; sleep 2; done`. */
function sleepingLoop(line: string): Follow | null {
  const loop =
    /^\s*while\s+(?:true|:|sleep\s+(?<early>[\d.]+))\s*;\s*do\s+(?<body>[\s\S]*?)\s*;?\s*(?:sleep\s+(?<late>[\d.]+)\s*;?\s*)?done\s*$/.exec(
      line,
    );
  const { early, late, body = '' } = loop?.groups ?? {};
  const everyS = Number(early ?? late);
  const plain = body.replace(/[;&\s]+$/, '');
  if (!loop || !(everyS > 0) || plain === '' || planFollow(plain) !== null) return null;
  return { kind: 'again', everyS: Math.max(1, Math.round(everyS)), line: plain, stamped: false };
}

/** `psql -c '…' -c '\watch 2'`, and `\watch` at the end of a statement that is piped or written into psql. */
function psqlWatch(line: string): Follow | null {
  if (!/\bpsql\b/.test(line) || !line.includes('\\watch')) return null;
  const interval = /\\watch(?:\s+(?:i=)?([\d.]+))?/.exec(line)!;
  const everyS = Math.max(1, Math.round(Number(interval[1] ?? 2)));
  const once = line.replace(/\s+-c\s*(["'])\s*\\watch[^"']*\1/, '').replace(/;?\s*\\watch(?:\s+(?:i=)?[\d.]+)?/, ';');
  return { kind: 'again', everyS, line: once, stamped: true };
}
