import type { Entry } from '../drill/entry.ts';
import { actionTarget } from '../engine/input.ts';
import { lengthWords } from '../scoring/clock-words.ts';
import { secondOf } from '../scoring/drill-log.ts';
import { effectiveActions, type TakenAction } from '../scoring/mitigation.ts';
import { executedAt, wasExecuted, type RunbookUse, type StepEvidence } from './evidence.ts';
import { isStale, daysBetween } from './freshness.ts';
import { delayAfter, type FoundGap, type GapScene } from './gap-scene.ts';
import { namesAction } from './names-action.ts';
import { proposeCheck, proposeForStale, proposeStep, proposeTested } from './proposal.ts';
import { firstWords, refusedAsUnknown } from './refusal-words.ts';
import type { Runbook } from './runbook.ts';

type GapRule = (scene: GapScene) => FoundGap[];

/** Every rule, in the order of docs/scoring.md. */
export const GAP_RULES: readonly GapRule[] = [
  (scene) => eachStep(scene, staleStep),
  (scene) => eachStep(scene, ineffectiveStep),
  (scene) => scene.uses.flatMap((use) => skippedSteps(scene, use)),
  (scene) => eachStep(scene, noVerification),
  (scene) => eachStep(scene, flaggedStep),
  missingSteps,
  (scene) => scene.uses.flatMap((use) => untested(scene, use) ?? []),
  alertsWithoutRunbook,
];

function eachStep(scene: GapScene, rule: (scene: GapScene, evidence: StepEvidence) => FoundGap | null): FoundGap[] {
  return scene.uses.flatMap(({ steps }) => steps.flatMap((evidence) => rule(scene, evidence) ?? []));
}

/** The runs of a step that the system did not understand. */
function staleRuns({ runs, step }: StepEvidence): StepEvidence['runs'] {
  return runs.filter(({ payload }) => refusedAsUnknown(payload, step.commands[payload.step?.command ?? 0]?.text ?? ''));
}

/** GAP-1 stale step: its command was run and the system did not know the command, an option or a name in it. */
function staleStep(scene: GapScene, evidence: StepEvidence): FoundGap | null {
  const stale = staleRuns(evidence);
  const run = stale[0];
  if (!run) return null;
  const { runbook, step } = evidence;
  const command = step.commands[run.payload.step?.command ?? 0];
  const line = command ? command.line + lineAtFault(command.text, run.payload.stderr) : step.line;
  const replacement = workingLine(scene, run, command?.text ?? run.payload.line);
  return {
    ...at(runbook, step.number, line),
    kind: 'stale step',
    sentence: `Step ${step.number} of ${runbook.id} says "${oneLine(command?.text ?? run.payload.line)}"; at ${scene.clock(secondOf(run))} the system answered "${firstWords(run.payload.stderr)}".`,
    entries: [...stale.map(({ seq }) => seq), ...(replacement ? [replacement.entry] : [])],
    proposal: proposeForStale(runbook, line, replacement?.line ?? null),
    costS: delayAfter(scene, run.seq),
  };
}

/** In a command of several lines, the one that names what was not found. */
function lineAtFault(text: string, stderr: string): number {
  const lines = text.split('\n');
  const unknown = /(?:["'`]([^"'`\s]+)["'`]|\b([\w.-]+): command not found)/.exec(stderr);
  const word = unknown?.[1] ?? unknown?.[2];
  return word === undefined
    ? 0
    : Math.max(
        0,
        lines.findIndex((line) => line.includes(word)),
      );
}

/**
 * The first line within ten minutes that went well and changed the system, and is of the same tool; where that tool does
 * not exist, of any tool on the same target. Looking around cannot stand in for a refused line.
 */
function workingLine(scene: GapScene, refused: Entry<'command.ran'>, written: string): { line: string; entry: number } | null {
  const [tool, ...words] = written.trim().split(/\s+/);
  const targets = words.filter((word) => /^[a-z][\w./-]{2,}$/i.test(word));
  const fits = (line: string) => {
    const [other, ...rest] = line.trim().split(/\s+/);
    if (other === tool) return true;
    return refused.payload.exitCode === 127 && rest.some((word) => targets.some((target) => word.split('/').at(-1) === target));
  };
  const acted = scene.log.of('tool.acted');
  const worked = scene.log.of('command.ran').find((entry) =>
    entry.seq > refused.seq && secondOf(entry) - secondOf(refused) <= 600 && entry.payload.exitCode === 0 && fits(entry.payload.line) &&
    acted.some((act) => act.payload.line === entry.payload.line && act.seq < entry.seq && act.seq > refused.seq),
  );
  return worked ? { line: worked.payload.line, entry: worked.seq } : null;
} // prettier-ignore

/**
 * GAP-2 ineffective step: it ran, and the machine's last word on one of its checks is false. A check that is answered at
 * once after a command that only looked is a question, not a promise: its answer may well be no.
 */
function ineffectiveStep(scene: GapScene, evidence: StepEvidence): FoundGap | null {
  const { runbook, step, runs } = evidence;
  if (runs.length === 0 || staleRuns(evidence).length > 0) return null;
  const acted = scene.log.of('tool.acted').some(({ payload }) => runs.some((run) => run.payload.line === payload.line));
  const failed = [...evidence.observed.values()].find(({ payload }) => {
    const promises = acted || (step.checks[payload.check]?.condition?.withinS ?? 1) > 0;
    return promises && !payload.value;
  });
  if (!failed) return null;
  const check = step.checks[failed.payload.check];
  const run = runs.findLast(({ seq }) => seq < failed.seq) ?? runs[0]!;
  return {
    ...at(runbook, step.number, check?.line ?? step.line),
    kind: 'ineffective step',
    sentence: `Step ${step.number} of ${runbook.id} ran at ${scene.clock(secondOf(run))}; its check "${check?.text ?? 'verification'}" was false at ${scene.clock(secondOf(failed))}; observed: ${failed.payload.observed}.`,
    entries: [run.seq, failed.seq],
    proposal: null,
    costS: { fromS: secondOf(run), toS: secondOf(failed) },
  };
}

/** GAP-3 skipped step: passed over on the way to a later step, or skipped aloud. */
function skippedSteps(scene: GapScene, { runbook, steps }: RunbookUse): FoundGap[] {
  const lastDone = steps.findLastIndex(wasExecuted);
  return steps.flatMap((evidence, i) => {
    const { step, skipped } = evidence;
    if (wasExecuted(evidence)) return [];
    const doable = step.commands.length > 0 || step.checks.length > 0;
    const passed = i < lastDone && doable && evidence.flags.length === 0;
    if (!skipped && !passed) return [];
    const later = steps.slice(i + 1).find(wasExecuted);
    const laterSeq = later ? executedAt(later) : null;
    const how = skipped
      ? `was skipped at ${scene.clock(secondOf(skipped))}`
      : `was passed over; step ${later!.step.number} ran without it`;
    return [{
      ...at(runbook, step.number, step.line),
      kind: 'skipped step' as const,
      sentence: `Step ${step.number} of ${runbook.id}, "${step.title}", ${how}.`,
      entries: [...(skipped ? [skipped.seq] : []), ...(!skipped && laterSeq !== null ? [laterSeq] : [])],
      proposal: null,
      costS: null,
    }];
  });
} // prettier-ignore

/** GAP-4 no verification: a step that ran and does not say how one sees that it worked. */
function noVerification(scene: GapScene, evidence: StepEvidence): FoundGap | null {
  const { runbook, step, runs } = evidence;
  const run = runs[0];
  if (!run || step.checks.length > 0 || staleRuns(evidence).length > 0) return null;
  const changed = scene.log.of('tool.acted').some((entry) => entry.payload.line === run.payload.line);
  const text = changed
    ? `${sloTitle(scene)}: back within bound 5 minutes after this step`
    : 'The output shows the cause, or rules it out: say which in the channel';
  return {
    ...at(runbook, step.number, step.line),
    kind: 'no verification',
    sentence: `Step ${step.number} of ${runbook.id} ran at ${scene.clock(secondOf(run))}, and the page does not say how one sees that it worked.`,
    entries: [run.seq],
    proposal: proposeCheck(runbook, step, text),
    costS: null,
  };
}

/** GAP-5 flagged: a responder called the step unclear, wrong or missing something. */
function flaggedStep(scene: GapScene, { runbook, step, flags }: StepEvidence): FoundGap | null {
  if (flags.length === 0) return null;
  const words = flags.map(({ payload }) => (payload.text ? `${payload.flag} ("${payload.text}")` : payload.flag));
  const who = flags.length === 1 ? scene.log.whoDid(flags[0]!) : `${flags.length} times`;
  return {
    ...at(runbook, step.number, step.line),
    kind: 'flagged',
    sentence: `Step ${step.number} of ${runbook.id}, "${step.title}", was flagged ${flags.length === 1 ? `by ${who}` : who}: ${words.join('; ')}.`,
    entries: flags.map(({ seq }) => seq),
    proposal: null,
    costS: null,
  };
}

/**
 * GAP-6 missing step: what brought the service back is named by no command of any runbook that was open; where none was
 * open, by none of the scenario's.
 */
function missingSteps(scene: GapScene): FoundGap[] {
  const { impact, mit } = scene.stamps;
  if (!impact || !mit) return [];
  const open = scene.uses.filter((use) => use.opened !== null || use.steps.some(({ runs }) => runs.length > 0));
  const asked = open.length > 0 ? open : scene.uses;
  const stepLines = new Set(open.flatMap(({ steps }) => steps.flatMap(({ runs }) => runs.map(({ payload }) => payload.line))));
  const seen = new Set<string>();
  return effectiveActions(scene.log, scene.scenario, { impactS: impact.atS, mitS: mit.atS }).flatMap((taken) => {
    if (stepLines.has(taken.line) || seen.has(taken.name) || asked.some((use) => names(use, taken))) return [];
    seen.add(taken.name);
    return [missingStep(scene, taken, mostUsed(open))];
  });
} // prettier-ignore

function names({ runbook }: RunbookUse, taken: TakenAction): boolean {
  const lines = runbook.steps.flatMap((step) => step.commands.flatMap(({ text }) => text.split('\n')));
  return lines.some((line) => namesAction(line, taken.action));
}

function missingStep(scene: GapScene, taken: TakenAction, use: RunbookUse | null): FoundGap {
  const { mit, end } = scene.stamps;
  const afterS = mit && mit.atS >= taken.atS ? mit.atS - taken.atS : null;
  const follow = afterS === null ? 'it keeps the fault from coming back' : `${sloTitle(scene)} came back within bound ${lengthWords(afterS)} after it`;
  const others = scene.uses.filter((other) => other !== use && names(other, taken)).map(({ runbook }) => runbook.id);
  const elsewhere = others.length > 0 ? `; ${others.join(' and ')} does` : '';
  const where = use ? `${use.runbook.id} names no such step${elsewhere}` : 'no runbook was open, and none names such a step';
  const runbook = use?.runbook ?? null;
  return {
    ...at(runbook, null, runbook?.steps.at(-1)?.endLine ?? null),
    kind: 'missing step',
    sentence: `"${oneLine(taken.line)}" (${taken.name}) at ${scene.clock(taken.atS)} was part of the mitigation: ${follow}. ${where[0]!.toUpperCase()}${where.slice(1)}.`,
    entries: [taken.acted, taken.entry],
    proposal: runbook && proposeStep(runbook, {
      title: titleOf(taken),
      why: `in a drill on ${scene.today} ${follow}.`,
      command: taken.line,
      check: `${sloTitle(scene)}: back within bound 5 minutes after this step`,
    }),
    costS: { fromS: scene.stamps.detection?.atS ?? 0, toS: Math.min(taken.atS, end.atS) },
  };
} // prettier-ignore

/** "db.terminate orders" → "Terminate: orders"; a person words it better. */
function titleOf({ action }: TakenAction): string {
  const [thing = '', verb = ''] = action.do.split('.');
  const nouns: Record<string, string> = { db: 'sessions of', deploy: 'the deploy of', job: 'the job', flag: 'the flag', config: 'the configuration of', service: 'the service', autoscaler: 'the autoscaler of', certificate: 'the certificate', edge: 'the edge' }; // prettier-ignore
  const words: Record<string, string> = {
    rollback: 'Roll back',
    terminate: 'End',
    cancel: 'Cancel',
    set: 'Change',
    halt: 'Halt',
  };
  return `${words[verb] ?? `${verb[0]?.toUpperCase() ?? ''}${verb.slice(1)}`} ${nouns[thing] ?? thing} ${actionTarget(action)}`;
}

/** The runbook whose steps were run most; the first opened of equals. */
function mostUsed(open: readonly RunbookUse[]): RunbookUse | null {
  const runs = (use: RunbookUse) => use.steps.reduce((sum, step) => sum + step.runs.length, 0);
  return [...open].sort((a, b) => runs(b) - runs(a) || (a.opened?.seq ?? 0) - (b.opened?.seq ?? 0))[0] ?? null;
}

/**
 * GAP-7 untested: an alert of it fired and nobody opened any page for that alert, and either the alert links to this one
 * or its own date is missing or old; or this drill ran it and its date is missing or older than 90 days.
 */
function untested(scene: GapScene, use: RunbookUse): FoundGap | null {
  const executed = use.steps.filter(wasExecuted);
  if (use.opened || executed.length > 0) return testedNow(scene, use, executed);
  const { runbook } = use;
  const stale = isStale(runbook.lastTested, scene.today);
  const alone = firedAlerts(scene).filter((alert) => {
    const links = runbookOf(alert) === runbook.id;
    const covered = scene.uses.some(({ opened, runbook: other }) => opened && (other.alerts.includes(alert.rule) || other.id === runbookOf(alert)));
    return !covered && (links || (stale && runbook.alerts.includes(alert.rule)));
  });
  const first = alone[0];
  if (!first) return null;
  const date = runbook.lastTested === null ? 'never' : `on ${runbook.lastTested}`;
  return {
    ...at(runbook, null, 1),
    kind: 'untested',
    sentence: `${runbook.id} is for ${first.rule}, which fired at ${scene.clock(first.atS)}; nobody opened it. It was last tested ${date}.`,
    entries: alone.map(({ entry }) => entry),
    proposal: null,
    costS: null,
  };
} // prettier-ignore

function testedNow(scene: GapScene, { runbook, opened, steps }: RunbookUse, executed: StepEvidence[]): FoundGap | null {
  const concerned = firedAlerts(scene).some((alert) => runbookOf(alert) === runbook.id || runbook.alerts.includes(alert.rule));
  if (!concerned || executed.length === 0 || !isStale(runbook.lastTested, scene.today)) return null;
  const days = runbook.lastTested === null ? null : daysBetween(runbook.lastTested, scene.today);
  const before = days === null ? 'It had no date of a test' : `It had last been tested ${days} days before`;
  const share = executed.length === steps.length ? `all ${steps.length} steps` : `${executed.length} of the ${steps.length} steps`;
  return {
    ...at(runbook, null, lineOfTested(runbook)),
    kind: 'untested',
    sentence: `${before}; this drill ran ${share} of ${runbook.id}.`,
    entries: [...(opened ? [opened.seq] : []), ...executed.flatMap((evidence) => executedAt(evidence) ?? [])],
    proposal: proposeTested(runbook, scene.today),
    costS: null,
  };
} // prettier-ignore

/** GAP-8 alert without runbook: a page or ticket that fired and names no runbook that exists, and none claims it. */
function alertsWithoutRunbook(scene: GapScene): FoundGap[] {
  return firedAlerts(scene).flatMap((alert) => {
    const { rule, atS, entry } = alert;
    const { runbooks } = scene.scenario;
    const named = runbookOf(alert);
    const exists = named !== null && runbooks.some(({ id }) => id === named);
    if (exists || (named === null && runbooks.some(({ alerts }) => alerts.includes(rule)))) return [];
    const why = named === null ? 'names no runbook, and no runbook claims it' : `names ${named}, which does not exist`;
    return [{
      ...at(null, null, null),
      kind: 'alert without runbook' as const,
      sentence: `${rule} fired at ${scene.clock(atS)} and ${why}.`,
      entries: [entry],
      proposal: null,
      costS: null,
    }];
  });
} // prettier-ignore

interface FiredAlert {
  rule: string;
  atS: number;
  entry: number;
  /** What its annotation says of a runbook: an id or an address that ends in one. */
  reference: string | undefined;
}

/** Pages and tickets that fired, each rule once. */
function firedAlerts({ log }: GapScene): FiredAlert[] {
  const seen = new Set<string>();
  return log.of('alert.changed').flatMap((entry) => {
    const { kind, tier, rule, annotations } = entry.payload.transition;
    if (kind !== 'firing' || tier === 'fyi' || seen.has(rule)) return [];
    seen.add(rule);
    return [{ rule, atS: secondOf(entry), entry: entry.seq, reference: annotations.runbook ?? annotations.runbook_url }];
  });
} // prettier-ignore

function runbookOf({ reference }: FiredAlert): string | null {
  return reference?.split('/').at(-1)?.replace(/\.md$/, '') || null;
}

function at(
  runbook: Runbook | null,
  step: number | null,
  line: number | null,
): Pick<FoundGap, 'runbook' | 'file' | 'line' | 'step'> {
  return { runbook: runbook?.id ?? null, file: runbook?.file ?? null, line, step };
}

function lineOfTested(runbook: Runbook): number {
  const found = runbook.source.split('\n', 60).findIndex((line) => /last[\s_-]?tested/i.test(line));
  return found + 1 || 1;
}

function sloTitle({ scenario }: GapScene): string {
  return scenario.world.slos.find(({ id }) => id === scenario.slo)?.title ?? scenario.slo;
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= 110 ? flat : `${flat.slice(0, 109)}…`;
}
