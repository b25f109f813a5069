import type { Scenario } from '../scenario/scenario.ts';
import {
  DISAPPEARING,
  ENDLESS,
  QUIET_AFTER_MITIGATION_S,
  STABLE_WITHOUT_ALLCLEAR_S,
} from '../drill/nudges/after-mitigation.ts';
import { BLACK_HOLE, missingFromS, UPDATE_S } from '../drill/nudges/black-hole.ts';
import { FIXATION, repeatedActions } from '../drill/nudges/fixation.ts';
import { byCommander, HERO, heroSentence, SWARM, swarmSentence, swarmWindow } from '../drill/nudges/many-hands.ts';
import { looks } from '../drill/nudges/response.ts';
import { actionTarget } from '../engine/input.ts';
import { lengthWords, wallClock } from './clock-words.ts';
import { secondOf, type DrillLog } from './drill-log.ts';
import { fixersOf, handsOf } from './hands.ts';
import { breachIntervals } from './impact.ts';
import { actionsTaken } from './mitigation.ts';
import { pagesOf } from './pages.ts';
import type { Pattern, Scene } from './scene.ts';
import { silencePatterns } from './silence-patterns.ts';
import type { Stamps } from './stamps.ts';

export type { Pattern } from './scene.ts';

/**
 * Patterns of the response, never of a person: each with a neutral sentence and the entries that made us say so. Rules
 * PATTERN-1 to PATTERN-11 of docs/scoring.md; what they hold against the log is what nudges hold against the running drill
 * (`server/drill/nudges/`). None of a tabletop: people talk there, and the log hears nothing of it.
 */
export function patternsOf(log: DrillLog, scenario: Scenario, stamps: Stamps): Pattern[] {
  if (log.of('drill.created')[0]?.payload.mode === 'tabletop') return [];
  const scene: Scene = { log, scenario, stamps, clock: (atS) => wallClock(scenario.world.startsAtMs, atS) };
  const rules = [blackHole, fixation, disappearing, endless, heroDebugger, swarm, ...silencePatterns];
  return rules.flatMap((find) => find(scene) ?? []);
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
    if (toS < missingFromS(mark)) return [];
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
    name: BLACK_HOLE.name,
    sentence: `No update between ${clock(longest.fromS)} and ${clock(longest.toS)}; ${lengthWords(longest.promisedS)} had been agreed.${role}`,
    entries: gaps.flatMap(({ entries }) => entries),
  };
}

/** PATTERN-2: three or more actions in a row on one component while the SLO stayed out of bound all along. */
function fixation({ log, scenario, stamps, clock }: Scene): Pattern | null {
  for (const breach of breachIntervals(log, scenario.slo, stamps.end.atS)) {
    const inside = actionsTaken(log).filter(({ atS }) => atS >= breach.fromS && atS < breach.toS);
    for (const run of repeatedActions(inside)) {
      // The action that brought the service back was not against the evidence.
      if (stamps.mitStart !== null && run.some(({ entry }) => entry === stamps.mitStart!.entry)) continue;
      const from = run[0]!;
      return {
        name: FIXATION.name,
        sentence: `${run.length} actions in a row on ${actionTarget(from.action)} from ${clock(from.atS)} to ${clock(run.at(-1)!.atS)}, while the service stayed out of bound and nothing else was tried.`,
        entries: run.map(({ entry }) => entry),
      };
    }
  }
  return null;
}

/** PATTERN-3: nobody looked, checked or said anything for five minutes after the mitigation. */
function disappearing({ log, stamps, clock }: Scene): Pattern | null {
  const { mit, end } = stamps;
  if (!mit || end.atS - mit.atS < QUIET_AFTER_MITIGATION_S) return null;
  const next = log.entries.find((entry) => entry.seq > mit.entry && looks(entry.kind) && log.byResponder(entry));
  const quietS = (next ? secondOf(next) : end.atS) - mit.atS;
  if (quietS < QUIET_AFTER_MITIGATION_S) return null;
  return {
    name: DISAPPEARING.name,
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
    name: ENDLESS.name,
    sentence: `All pages were clear at ${clock(quietFromS)}; ${allClear ? `the all-clear came ${lengthWords(stableS)} later` : `no all-clear followed in ${lengthWords(stableS)}`}.`,
    entries: allClear ? [mit.entry, allClear.seq] : [mit.entry],
  };
}

/** PATTERN-5: the seat that held command ran three or more commands, while there was somebody else to run them. */
function heroDebugger({ log }: Scene): Pattern | null {
  const own = byCommander(handsOf(log), fixersOf(log));
  return own && { name: HERO.name, sentence: heroSentence(own.length), entries: own.map(({ entry }) => entry) };
}

/** PATTERN-6: three or more seats ran commands within five minutes while nobody held command. */
function swarm({ log, clock }: Scene): Pattern | null {
  const window = swarmWindow(handsOf(log));
  return (
    window && {
      name: SWARM.name,
      sentence: swarmSentence(window, clock),
      entries: window.map(({ entry }) => entry),
    }
  );
}
