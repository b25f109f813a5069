import type { DeskShell } from '../desk/parts.ts';
import { openRound } from '../desk/rounds.ts';
import type { InjectDraft } from '../protocol/control.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BOT_SEAT, HeadlessDrill } from './headless-drill.ts';

/** A tabletop without a server or people, at its first round: booklets are made from it, and tests play it. */
export async function headlessTable(
  scenario: Scenario,
  seed: string,
  shell: DeskShell,
  injects?: InjectDraft[],
): Promise<HeadlessDrill> {
  const table = { mode: 'tabletop' as const, ...(injects ? { injects } : {}) };
  const drill = new HeadlessDrill(scenario, seed, shell, undefined, table);
  await drill.send('drill.start', {});
  await openRound(drill, { seat: BOT_SEAT, command: null });
  return drill;
}
