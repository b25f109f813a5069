import type { LoadedScenario } from '../load.ts';
import type { Problem } from '../problem.ts';
import type { Scenario } from '../scenario.ts';
import type { YamlPath } from '../source.ts';
import { finding } from './finding.ts';

/** Parts without which a drill runs but teaches little: [rule, path, true when it is missing, message, hint]. */
const PARTS: readonly [string, YamlPath, (scenario: Scenario) => boolean, string, string][] = [
  ['hints', ['hints'], ({ hints }) => hints.length < 3, 'fewer than three hints', 'write a ladder: a nudge, a direction, nearly the answer'],
  ['tempting', ['tempting'], ({ tempting }) => tempting.length === 0, 'no tempting move', 'name a wrong move that people make, and what it hurts'],
  ['red-herring', ['redHerrings'], ({ redHerrings }) => redHerrings.length === 0, 'no red herring', 'let an innocent signal move'],
  ['oracle', ['bots', 'oracle'], ({ bots }) => bots.oracle.length === 0, 'the oracle types nothing', 'write the shortest way to restore the promise'],
  ['timeline', ['timeline'], ({ timeline, nothingWrong }) => timeline.length === 0 && !nothingWrong, 'nothing fires by itself', 'add the fault to the timeline'],
  ['prompts', ['prompts'], ({ prompts }) => prompts.length === 0, 'no prompt for the debrief', 'write two or three questions'],
  ['page', ['alerts'], ({ rules }) => !rules.some(({ tier }) => tier === 'page'), 'no alert pages', 'give the users’ symptom the label tier: page'],
]; // prettier-ignore

/** Says which part of a good drill is missing. */
export function checkStoryParts(loaded: LoadedScenario): Problem[] {
  return PARTS.filter(([, , isMissing]) => isMissing(loaded.scenario)).map(([rule, path, , message, hint]) =>
    finding(loaded, rule, path, message, hint),
  );
}
