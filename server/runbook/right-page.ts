import type { TakenAction } from '../scoring/mitigation.ts';
import type { RunbookUse } from './evidence.ts';
import type { GapScene } from './gap-scene.ts';
import { namesAction } from './names-action.ts';

/** Somebody of the response side had it open: opened it, or ran a step of it. */
export function wasOpen({ opened, steps }: RunbookUse): boolean {
  return opened !== null || steps.some(({ runs }) => runs.length > 0);
}

/**
 * Runbooks that concern a drill: the one that claims what happened, those that were open, and those that claim or are
 * linked by an alert that fired. A library holds many others whose commands look alike.
 */
export function concerned(scene: GapScene): RunbookUse[] {
  return scene.uses.filter((use) => {
    const { id, alerts } = use.runbook;
    const led = scene.alerts.some(({ rule, linked }) => linked === id || alerts.includes(rule));
    return led || wasOpen(use) || claims(scene, use);
  });
}

/** The scenario says that this page is for what happened: it may lack a step, but it is not the wrong one. */
export function claims({ scenario }: GapScene, { runbook }: RunbookUse): boolean {
  return scenario.variant.runbook === runbook.id;
}

/** True when a command of the page is a way to take the action. */
export function names({ runbook }: RunbookUse, taken: TakenAction): boolean {
  const lines = runbook.steps.flatMap((step) => step.commands.flatMap(({ text }) => text.split('\n')));
  return lines.some((line) => namesAction(line, taken.action));
}

/** How many of the actions that brought the service back the page names. */
export function helpOf(scene: GapScene, use: RunbookUse): number {
  return new Set(scene.effective.filter((taken) => names(use, taken)).map(({ name }) => name)).size;
}

/** Of the runbooks that concern the drill, those that name most of what brought the service back; none when nothing did. */
export function rightPages(scene: GapScene): RunbookUse[] {
  const helps = concerned(scene).map((use) => ({ use, help: helpOf(scene, use) }));
  const most = Math.max(0, ...helps.map(({ help }) => help));
  return most === 0 ? [] : helps.filter(({ help }) => help === most).map(({ use }) => use);
}
