import type { DeskShell } from '../../../server/desk/parts.ts';
import { engineSimulation } from '../../../server/drill/engine-simulation.ts';
import { digestWorld } from '../../../server/engine/digest.ts';
import { acknowledge, openPages, waitFor } from '../../../server/bots/bot.ts';
import { HeadlessDrill } from '../../../server/bots/headless-drill.ts';
import type { Scenario } from '../../../server/scenario/scenario.ts';
import { readLog } from '../../../server/scoring/drill-log.ts';
import { stampsOf } from '../../../server/scoring/stamps.ts';

/**
 * What somebody types who was paged and knows nothing: signals first, mistakes included, the fix last. No runbook and no
 * hint is opened; each line's answer is what the next one follows from.
 */
export interface Investigation {
  scenario: string;
  variant: string;
  lines: readonly TypedLine[];
}

/** Seconds after the first page, the line as it was typed, and what its output says, errors included. */
export type TypedLine = readonly [afterS: number, line: string, says: RegExp];

export interface Investigated {
  /** Output of each line, in order. */
  outputs: string[];
  /** Promises that are broken at the end. */
  broken: string[];
  mitigated: boolean;
  /** Of the log with every output in it, and of the world that it left behind. */
  digest: string;
}

const SEED = 'seed-1';
/** Seconds for which it is watched after the last line. */
const WATCHED_S = 180;
const PAGED_BEFORE_S = 1200;

/** Types the lines into a drill of their own and watches what comes of it. */
export async function investigate(
  scenario: Scenario,
  { lines }: Investigation,
  shell: DeskShell,
): Promise<Investigated> {
  const sim = engineSimulation(scenario, SEED);
  const drill = new HeadlessDrill(scenario, SEED, shell, sim);
  if (!waitFor(drill, PAGED_BEFORE_S, () => openPages(drill).length > 0)) throw new Error('nobody was paged');
  const pagedS = drill.atS;
  await acknowledge(drill);
  const outputs: string[] = [];
  for (const [afterS, line] of lines) {
    drill.advanceTo(pagedS + afterS);
    const from = drill.entries.length;
    const reply = await drill.type(line);
    if (!reply.ok) throw new Error(`${line}: ${reply.refusal.message}`);
    outputs.push(outputOf(drill, from));
  }
  drill.advanceTo(drill.atS + WATCHED_S);
  drill.end();
  return {
    outputs,
    broken: sim.slos().flatMap(({ id, breached }) => (breached ? [id] : [])),
    mitigated: stampsOf(readLog(drill.entries), scenario).mit !== null,
    digest: `${drill.entries.at(-1)!.hash} ${digestWorld(sim.world)}`,
  };
}

function outputOf({ entries }: HeadlessDrill, from: number): string {
  return entries
    .slice(from)
    .map((entry) => (entry.kind === 'command.ran' ? entry.payload.stdout + entry.payload.stderr : ''))
    .join('');
}
