import { conditionWords } from '../drill/condition-words.ts';
import { injectOf } from '../drill/inject-script.ts';
import type { InjectDraft } from '../protocol/control.ts';
import type { EventRow } from '../protocol/tabletop.ts';
import type { InjectDef, Scenario } from '../scenario/scenario.ts';
import { timeCell } from './event-time.ts';

/** The scenario's script with what people wrote over it or added, in the order in which they did. */
export function writtenOver(injects: readonly InjectDef[], drafts: readonly InjectDraft[]): InjectDef[] {
  return drafts.reduce<InjectDef[]>(
    (script, draft, at) => {
      const id = draft.id ?? `new-${at + 1}`;
      const known = script.find((one) => one.id === id);
      const inject = injectOf({ ...draft, id }, known);
      return known ? script.map((one) => (one.id === id ? inject : one)) : [...script, inject];
    },
    [...injects],
  );
}

/**
 * The master events list of a scenario: what is scripted, by its time; then what waits for something; and between them
 * what the world brings by itself, which cannot be edited.
 */
export function eventsList(scenario: Scenario, injects: readonly InjectDef[] = scenario.injects): EventRow[] {
  const timed = [
    ...injects.flatMap((one) => ('atS' in one.when ? [{ atS: one.when.atS, row: injectRow(scenario, one) }] : [])),
    ...worldEvents(scenario),
  ].sort((one, other) => one.atS - other.atS);
  const waiting = injects.filter(({ when }) => !('atS' in when)).map((one) => injectRow(scenario, one));
  return [...timed.map(({ row }) => row), ...waiting].map((row, at) => ({ ...row, number: at + 1 }));
}

function injectRow(scenario: Scenario, { id, when, via, from, text, expects }: InjectDef): EventRow {
  return {
    number: 0,
    inject: id,
    when: 'atS' in when ? timeCell(when.atS) : `when ${conditionWords(when.condition)}`,
    lane: via,
    from,
    to: via === 'chat' || via === 'staff' ? 'the team' : 'the world',
    text,
    expects,
    objective: objectiveOf(scenario, when),
  };
}

/** Objectives that wait for the same thing as the inject are what it is for. */
function objectiveOf({ objectives }: Scenario, when: InjectDef['when']): string {
  if ('atS' in when || !('said' in when.condition)) return '';
  const { said } = when.condition;
  return objectives.find(({ met }) => 'said' in met && met.said === said)?.id ?? '';
}

function worldEvents({ timeline, world }: Scenario): { atS: number; row: EventRow }[] {
  return timeline.map(({ atS, fault }) => ({
    atS,
    row: {
      number: 0,
      inject: '',
      when: timeCell(atS),
      lane: 'world',
      from: 'the world',
      to: 'the world',
      text: `It begins: ${world.faults.find(({ id }) => id === fault)?.title ?? fault}`,
      expects: '',
      objective: '',
    },
  }));
}
