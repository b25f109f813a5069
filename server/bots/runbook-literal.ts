import type { RunbookStep } from '../runbook/runbook.ts';
import { acknowledge, isBreached, openPages, waitFor, type Bot } from './bot.ts';
import type { HeadlessDrill } from './headless-drill.ts';

/** How long a person takes, seconds: to read the page, to read a step, to read a command's answer. */
const READS_PAGE_S = 30;
const READS_STEP_S = 15;
const READS_ANSWER_S = 10;
/** How long it watches for recovery after the last step before it turns to the next runbook. */
const WATCHES_S = 360;
/** As long as a recovery has to last to count (MTTM-1). */
const HOLDS_S = 120;
const ROUNDS = 2;

/**
 * Follows the Markdown word for word: every command of every step in order, then the verification, then the next step.
 * Opens the runbook that the page links; when that did not help, those of the other alerts that fire.
 */
export const runbookLiteral: Bot = { id: 'runbook-literal', play: (drill, untilS) => followLinked(drill, untilS) };

/** The same, with one runbook in hand whatever the page says: what the runbook alone is worth. */
export function literalWith(runbook: string): Bot {
  return {
    id: 'runbook-literal',
    play: async (drill, untilS) => {
      if (await takePage(drill, untilS)) await follow(drill, runbook, untilS);
    },
  };
}

/** With one runbook in hand; when that did not help, those that it names among what it does not handle, in their order. */
export function literalFrom(runbook: string): Bot {
  return {
    id: 'runbook-literal',
    play: async (drill, untilS) => {
      if (!(await takePage(drill, untilS))) return;
      await follow(drill, runbook, untilS);
      for (const next of sentOn(drill, runbook)) {
        if (waitFor(drill, Math.min(untilS, drill.atS + WATCHES_S), isBackAndStays(drill))) return;
        await follow(drill, next, untilS);
      }
    },
  };
}

function sentOn(drill: HeadlessDrill, from: string): string[] {
  const { runbooks } = drill.session.scenario;
  const elsewhere = runbooks.find(({ id }) => id === from)?.scope.doesNotHandle ?? [];
  const named = elsewhere.flatMap((text) => runbooks.filter(({ id }) => id !== from && text.endsWith(id)));
  return [...new Set(named.map(({ id }) => id))];
}

async function followLinked(drill: HeadlessDrill, untilS: number): Promise<void> {
  if (!(await takePage(drill, untilS))) return;
  for (let round = 0; round < ROUNDS; round++) {
    const followed = new Set<string>();
    for (let runbook = nextLinked(drill, followed); runbook !== null; runbook = nextLinked(drill, followed)) {
      followed.add(runbook);
      await follow(drill, runbook, untilS);
      if (drill.atS >= untilS || waitFor(drill, Math.min(untilS, drill.atS + WATCHES_S), isBackAndStays(drill))) return;
      await acknowledge(drill);
    }
  }
}

async function takePage(drill: HeadlessDrill, untilS: number): Promise<boolean> {
  if (!waitFor(drill, untilS, () => openPages(drill).length > 0)) return false;
  drill.advanceTo(Math.min(untilS, drill.atS + READS_PAGE_S));
  await acknowledge(drill);
  return true;
}

/** The runbook of the worst alert that fires and whose runbook was not followed yet. */
function nextLinked(drill: HeadlessDrill, followed: ReadonlySet<string>): string | null {
  const tiers = ['page', 'ticket', 'fyi'];
  const firing = [...drill.session.alerts.values()].filter((alert) => alert.state === 'firing');
  firing.sort(
    (a, b) =>
      tiers.indexOf(a.tier) - tiers.indexOf(b.tier) ||
      a.severity.localeCompare(b.severity) ||
      (a.firedAtS ?? 0) - (b.firedAtS ?? 0),
  );
  const linked = firing.flatMap((alert) => alert.payload.firstStep?.runbook ?? []);
  return linked.find((runbook) => !followed.has(runbook)) ?? null;
}

async function follow(drill: HeadlessDrill, id: string, untilS: number): Promise<void> {
  const runbook = drill.session.scenario.runbooks.find((one) => one.id === id);
  if (!runbook) return;
  await drill.send('runbook.open', { runbook: id });
  for (const step of runbook.steps) {
    if (drill.atS >= untilS) return;
    drill.advanceTo(Math.min(untilS, drill.atS + READS_STEP_S));
    await doStep(drill, id, step, untilS);
  }
}

async function doStep(drill: HeadlessDrill, runbook: string, step: RunbookStep, untilS: number): Promise<void> {
  for (const command of step.commands.keys()) {
    if (drill.atS >= untilS) return;
    await drill.send('step.run', { runbook, step: step.number, command, terminal: '1' });
    drill.advanceTo(Math.min(untilS, drill.atS + READS_ANSWER_S));
  }
  const settled = () => !drill.session.watches.some((watch) => watch.runbook === runbook && watch.step === step.number);
  waitFor(drill, untilS, settled);
}

/** The service has been back for two minutes: who turns away at the first good sign is called again by a storm that returns. */
function isBackAndStays(drill: HeadlessDrill): () => boolean {
  let backS: number | null = null;
  return () => {
    if (isBreached(drill)) backS = null;
    else backS ??= drill.atS;
    return backS !== null && drill.atS - backS >= HOLDS_S;
  };
}
