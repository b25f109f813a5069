import type { InjectDraft, InjectWhen } from '../protocol/control.ts';
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
  if (draft.when !== null || !known) {
    session.injects.set(draft.id, { state: 'to come', atS: 'atS' in inject.when ? inject.when.atS : null });
  }
}

function injectOf(
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

/** The trigger as a person may write it again; null for a condition that only a scenario's file can say. */
export function triggerOf(when: InjectDef['when']): InjectWhen | null {
  if ('atS' in when) return { atS: when.atS };
  const { condition } = when;
  if ('slo' in condition) return { on: condition.state, slo: condition.slo, forS: condition.forS ?? 0 };
  if ('said' in condition) return { on: 'said', what: condition.said };
  if ('acked' in condition) return { on: 'acknowledged' };
  return null;
}
