import type { AnyEntry } from '../drill/entry.ts';
import { actionTarget } from '../engine/input.ts';
import type { Debrief } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { lengthWords, wallClock } from './clock-words.ts';
import { secondOf, type DrillLog } from './drill-log.ts';
import { breachIntervals } from './impact.ts';
import { actionsTaken } from './mitigation.ts';
import { pagesOf } from './pages.ts';
import type { Stamps } from './stamps.ts';

export type Pattern = Debrief['patterns'][number];

/** Everything that a rule about the response may look at. */
interface Scene {
  log: DrillLog;
  scenario: Scenario;
  stamps: Stamps;
  clock: (atS: number) => string;
}

/** Default interval of updates until one is promised: the commander's summary every 10 minutes (practice digest §6). */
const UPDATE_S = 600;
const GRACE_S = 60;
const QUIET_AFTER_MITIGATION_S = 300;
const STABLE_WITHOUT_ALLCLEAR_S = 600;
const REPEATED_ACTIONS = 3;
const COMMANDS_BY_COMMANDER = 3;
const SWARM_HANDS = 3;
const SWARM_WINDOW_S = 300;

/**
 * Patterns of the response, never of a person: each with a neutral sentence and the entries that made us say so. Rules
 * PATTERN-1 to PATTERN-6 of docs/scoring.md.
 */
export function patternsOf(log: DrillLog, scenario: Scenario, stamps: Stamps): Pattern[] {
  const scene: Scene = { log, scenario, stamps, clock: (atS) => wallClock(scenario.world.startsAtMs, atS) };
  return [blackHole, fixation, disappearing, endless, heroDebugger, swarm].flatMap((find) => find(scene) ?? []);
}

/** PATTERN-1: longer without an update than was promised (10 minutes until a promise is made), a minute of grace. */
export function updateGaps(
  log: DrillLog,
  stamps: Stamps,
): { fromS: number; toS: number; promisedS: number; entries: number[] }[] {
  if (!stamps.declare) return [];
  const untilS = stamps.resolve?.atS ?? stamps.end.atS;
  const updates = log
    .of('can.sent')
    .filter((entry) => log.byResponder(entry) && secondOf(entry) >= stamps.declare!.atS);
  const last = log.of('allclear.given').find((entry) => log.byResponder(entry));
  const marks = [
    { atS: stamps.declare.atS, entry: stamps.declare.entry, promisedS: UPDATE_S },
    ...updates.map((entry) => ({
      atS: secondOf(entry),
      entry: entry.seq,
      promisedS: entry.payload.nextInMin > 0 ? entry.payload.nextInMin * 60 : UPDATE_S,
    })),
  ];
  const stopS = Math.min(untilS, last ? secondOf(last) : untilS);
  return marks.flatMap((mark, i) => {
    const next = marks[i + 1];
    const toS = Math.min(next?.atS ?? stopS, Math.max(stopS, mark.atS));
    if (toS - mark.atS <= mark.promisedS + GRACE_S) return [];
    return [
      { fromS: mark.atS, toS, promisedS: mark.promisedS, entries: next ? [mark.entry, next.entry] : [mark.entry] },
    ];
  });
}

function blackHole({ log, stamps, clock }: Scene): Pattern | null {
  const gaps = updateGaps(log, stamps);
  const longest = [...gaps].sort((a, b) => b.toS - b.fromS - (a.toS - a.fromS))[0];
  if (!longest) return null;
  const comms = log.of('role.taken').some(({ payload }) => payload.role === 'comms');
  const role = comms ? '' : ' Nobody held the Communications Lead role.';
  return {
    name: 'Update black hole',
    sentence: `No update between ${clock(longest.fromS)} and ${clock(longest.toS)}; ${lengthWords(longest.promisedS)} had been agreed.${role}`,
    entries: gaps.flatMap(({ entries }) => entries),
  };
}

/** PATTERN-2: three or more actions in a row on one component while the SLO stayed out of bound all along. */
function fixation({ log, scenario, stamps, clock }: Scene): Pattern | null {
  for (const breach of breachIntervals(log, scenario.slo, stamps.end.atS)) {
    let run: ReturnType<typeof actionsTaken> = [];
    const inside = actionsTaken(log).filter(({ atS }) => atS >= breach.fromS && atS < breach.toS);
    for (const [i, taken] of inside.entries()) {
      const same = run[0] && actionTarget(run[0].action) === actionTarget(taken.action);
      run = same ? [...run, taken] : [taken];
      const ends = i === inside.length - 1 || actionTarget(inside[i + 1]!.action) !== actionTarget(taken.action);
      // The action that brought the service back was not against the evidence.
      const helped = stamps.mitStart !== null && run.some(({ entry }) => entry === stamps.mitStart!.entry);
      if (!ends || run.length < REPEATED_ACTIONS || helped) continue;
      const from = run[0]!;
      return {
        name: 'Fixation tunnel',
        sentence: `${run.length} actions in a row on ${actionTarget(from.action)} from ${clock(from.atS)} to ${clock(run.at(-1)!.atS)}, while the service stayed out of bound and nothing else was tried.`,
        entries: run.map(({ entry }) => entry),
      };
    }
  }
  return null;
}

const LOOKING: readonly AnyEntry['kind'][] = [
  'command.ran',
  'step.judged',
  'step.checked',
  'can.sent',
  'chat.said',
  'allclear.given',
  'decision.made',
  'fact.noted',
];

/** PATTERN-3: nobody looked, checked or said anything for five minutes after the mitigation. */
function disappearing({ log, stamps, clock }: Scene): Pattern | null {
  const { mit, end } = stamps;
  if (!mit || end.atS - mit.atS < QUIET_AFTER_MITIGATION_S) return null;
  const next = log.entries.find(
    (entry) => entry.seq > mit.entry && LOOKING.includes(entry.kind) && log.byResponder(entry),
  );
  const quietS = (next ? secondOf(next) : end.atS) - mit.atS;
  if (quietS < QUIET_AFTER_MITIGATION_S) return null;
  return {
    name: 'Disappearing after mitigation',
    sentence: `The service was back in bound at ${clock(mit.atS)}; nothing was checked or said for ${lengthWords(quietS)} after that.`,
    entries: next ? [mit.entry, next.seq] : [mit.entry],
  };
}

/** PATTERN-4: in bound with no page firing for ten minutes, and no all-clear. */
function endless({ log, stamps, clock }: Scene): Pattern | null {
  const { mit, declare, end } = stamps;
  if (!mit || !declare) return null;
  const pages = pagesOf(log);
  if (pages.some(({ clearedAtS }) => clearedAtS === null)) return null;
  const quietFromS = Math.max(mit.atS, ...pages.map(({ clearedAtS }) => clearedAtS ?? 0));
  const allClear = log.of('allclear.given').find((entry) => log.byResponder(entry) && secondOf(entry) >= quietFromS);
  const stableS = (allClear ? secondOf(allClear) : end.atS) - quietFromS;
  if (stableS < STABLE_WITHOUT_ALLCLEAR_S) return null;
  return {
    name: 'Endless SEV',
    sentence: `All pages were clear at ${clock(quietFromS)}; ${allClear ? `the all-clear came ${lengthWords(stableS)} later` : `no all-clear followed in ${lengthWords(stableS)}`}.`,
    entries: allClear ? [mit.entry, allClear.seq] : [mit.entry],
  };
}

/** PATTERN-5: the seat that held command ran three or more commands, while there was somebody else to run them. */
function heroDebugger({ log }: Scene): Pattern | null {
  const fixers = new Set(
    log.of('seat.joined').flatMap(({ payload }) => (payload.kind === 'fixer' ? [payload.seat] : [])),
  );
  if (fixers.size < 2) return null;
  const ran = log
    .of('command.ran')
    .filter((entry) => entry.payload.tools.length > 0 && log.rolesAt(entry.seat, entry.seq).includes('ic'));
  if (ran.length < COMMANDS_BY_COMMANDER) return null;
  return {
    name: 'IC as hero debugger',
    sentence: `${ran.length} commands were run from the seat that held the Incident Commander role.`,
    entries: ran.map(({ seq }) => seq),
  };
}

/** PATTERN-6: three or more seats ran commands within five minutes while nobody held command. */
function swarm({ log, clock }: Scene): Pattern | null {
  const commander = log.of('role.taken').find(({ payload }) => payload.role === 'ic');
  const ran = log
    .of('command.ran')
    .filter(
      (entry) => log.byResponder(entry) && entry.payload.tools.length > 0 && (!commander || entry.seq < commander.seq),
    );
  for (const first of ran) {
    const window = ran.filter((entry) => entry.seq >= first.seq && secondOf(entry) - secondOf(first) <= SWARM_WINDOW_S);
    const hands = new Set(window.map(({ seat }) => seat)).size;
    if (hands < SWARM_HANDS) continue;
    return {
      name: 'Swarm without structure',
      sentence: `${hands} seats ran commands between ${clock(secondOf(first))} and ${clock(secondOf(window.at(-1)!))} while nobody held the Incident Commander role.`,
      entries: window.map(({ seq }) => seq),
    };
  }
  return null;
}
