import type { InjectDraft, InjectWhen } from '../protocol/control.ts';
import { INCIDENT_ROLES } from '../protocol/roles.ts';
import type { Condition, InjectDef } from '../scenario/scenario.ts';
import type { Session } from './session.ts';

/** Makes an inject that a person wrote part of the drill's script, over the one with its id or as a new one. */
export function writeInject(session: Session, draft: InjectDraft & { id: string }): void {
  const { injects } = session.scenario;
  const known = injects.find(({ id }) => id === draft.id);
  const inject = injectOf(draft, known);
  session.scenario = {
    ...session.scenario,
    injects: known ? injects.map((one) => (one.id === draft.id ? inject : one)) : [...injects, inject],
  };
  session.written.set(draft.id, known && session.written.get(draft.id) !== 'added' ? 'edited' : 'added');
  if (draft.when === null && known) return;
  session.injects.set(draft.id, { state: 'to come', atS: 'atS' in inject.when ? inject.when.atS : null });
  forgetDurations(session, conditionKey(draft.id));
}

/** Where the durations of an inject's condition are kept (`Session.held`). */
export function conditionKey(inject: string): string {
  return `inject:${inject}`;
}

/** What its old condition has waited counts for nothing in the new one. */
function forgetDurations({ held }: Session, key: string): void {
  for (const place of [...held.keys()]) if (place === key || place.startsWith(`${key}/`)) held.delete(place);
}

/** An inject as a person wrote it; what the draft leaves open it keeps from the one it replaces. */
export function injectOf(
  { id, lane, from, text, expects, fault, when }: InjectDraft & { id: string },
  known?: InjectDef,
): InjectDef {
  const scripted = when === null ? known?.when : scriptedWhen(when);
  return { id, via: lane, from, text, expects, fault, when: scripted ?? { atS: 0 } };
}

function scriptedWhen(when: InjectWhen): InjectDef['when'] {
  return 'atS' in when ? { atS: when.atS } : { condition: conditionOf(when) };
}

function conditionOf(when: Exclude<InjectWhen, { atS: number }>): Condition {
  switch (when.on) {
    case 'breached':
    case 'restored':
      return { slo: when.slo, state: when.on, forS: when.forS };
    case 'said':
      return { said: when.what };
    case 'acknowledged':
      return { acked: 'page' };
    case 'unfilled':
      return { all: [{ elapsedS: when.afterS }, { vacant: when.role }] };
  }
}

/** When an inject of this drill fires, delays counted, as a person may write it again; null when only a file can say it. */
export function presentTrigger({ scenario, injects }: Session, id: string): InjectWhen | null {
  const known = injects.get(id);
  const inject = scenario.injects.find((one) => one.id === id);
  if (!inject) return null;
  if (known?.state === 'to come' && known.atS !== null) return { atS: known.atS };
  return triggerOf(inject.when);
}

/** A trigger of the script in a person's words; null for a condition that only a scenario's file can say. */
export function triggerOf(when: InjectDef['when']): InjectWhen | null {
  if ('atS' in when) return { atS: when.atS };
  const { condition } = when;
  if ('slo' in condition) return { on: condition.state, slo: condition.slo, forS: condition.forS ?? 0 };
  if ('said' in condition) return { on: 'said', what: condition.said };
  if ('acked' in condition) return { on: 'acknowledged' };
  if ('vacant' in condition) return unfilled(condition.vacant, 0);
  return 'all' in condition ? unfilledAfter(condition.all) : null;
}

/** `elapsed` and `vacant`, in either order. */
function unfilledAfter(conditions: readonly Condition[]): InjectWhen | null {
  if (conditions.length !== 2) return null;
  const elapsed = conditions.find((one) => 'elapsedS' in one);
  const vacant = conditions.find((one) => 'vacant' in one);
  return elapsed && vacant ? unfilled(vacant.vacant, elapsed.elapsedS) : null;
}

function unfilled(vacant: string, afterS: number): InjectWhen | null {
  const role = INCIDENT_ROLES.find((known) => known === vacant);
  return role ? { on: 'unfilled', role, afterS } : null;
}
