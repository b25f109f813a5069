import type { InjectDraft, InjectWhen } from '../../server/protocol/control.ts';
import { ROLE_NAMES } from '../../server/protocol/roles.ts';
import type { InjectView, TruthView } from '../../server/protocol/room.ts';
import { clock, duration } from '../kit/format.ts';

export const LANES: readonly { id: InjectView['lane']; label: string; means: string }[] = [
  { id: 'fault', label: 'Faults', means: 'fires a fault of the deck' },
  { id: 'traffic', label: 'Traffic', means: 'what customers do, told to the team' },
  { id: 'chat', label: 'Chat', means: 'somebody writes in the channel' },
  { id: 'staff', label: 'Staff', means: 'a colleague joins, leaves, asks' },
];

type Said = Extract<InjectWhen, { on: 'said' }>['what'];
export const SAID_WORDS: Record<Said, string> = {
  declare: 'an incident is declared',
  can: 'an update is sent',
  allclear: 'the all clear is given',
  decision: 'a decision is recorded',
  hypothesis: 'a hypothesis is stated',
};

/** When an inject fires, as a facilitator says it: "at 12:30", "when “Checkout” has been broken for 2 min". */
export function whenWords(when: InjectWhen, slos: TruthView['slos']): string {
  if ('atS' in when) return `at ${clock(when.atS)}`;
  switch (when.on) {
    case 'breached':
    case 'restored': {
      const title = slos.find(({ id }) => id === when.slo)?.title ?? when.slo;
      const state = when.on === 'breached' ? 'broken' : 'kept again';
      return when.forS > 0
        ? `when “${title}” has been ${state} for ${duration(when.forS)}`
        : `when “${title}” is ${state}`;
    }
    case 'said':
      return `when ${SAID_WORDS[when.what]}`;
    case 'acknowledged':
      return 'when a page is acknowledged';
    case 'unfilled':
      return `when there is no ${ROLE_NAMES[when.role]} at ${clock(when.afterS)}`;
  }
}

/** The trigger of an inject in words, whoever wrote it. */
export function triggerWords(inject: InjectView, slos: TruthView['slos']): string {
  if (inject.atS !== null) return `at ${clock(inject.atS)}`;
  return inject.trigger ? whenWords(inject.trigger, slos) : inject.when || 'when its condition holds';
}

/** The inject that fires by its time next; null when all wait for something, or none is left. */
export function nextInject(injects: readonly InjectView[]): InjectView | null {
  return (
    injects
      .filter((inject) => inject.state === 'to come' && inject.atS !== null)
      .sort((a, b) => (a.atS ?? 0) - (b.atS ?? 0))[0] ?? null
  );
}

/** By time; those that wait for a condition after the rest, those that were skipped where they would have been. */
export function inOrder(injects: readonly InjectView[]): InjectView[] {
  return [...injects].sort((a, b) => (a.atS ?? Infinity) - (b.atS ?? Infinity));
}

/** People and systems that have spoken or will, for the field "From". */
export function personasOf(truth: Pick<TruthView, 'injects' | 'nudges'> | undefined): string[] {
  const names = [
    ...(truth?.injects ?? []).filter(({ lane }) => lane === 'chat' || lane === 'staff').map(({ from }) => from),
    ...(truth?.nudges ?? []).flatMap(({ ask }) => (ask ? [ask.persona] : [])),
  ];
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}

/** What the form for an inject holds: the parts of `InjectWhen` side by side, so that changing one loses none. */
export interface InjectForm {
  id: string | null;
  lane: InjectView['lane'];
  from: string;
  text: string;
  expects: string;
  fault: string;
  /** `as it was`: a condition of the scenario that the form cannot say. */
  kind: 'time' | 'breached' | 'restored' | 'said' | 'acknowledged' | 'unfilled' | 'as it was';
  minute: number;
  second: number;
  slo: string;
  forMin: number;
  what: Said;
  role: Extract<InjectWhen, { on: 'unfilled' }>['role'];
}

/** An empty form for an inject two minutes from now, on a full half minute. */
export function newForm(atS: number, slos: TruthView['slos']): InjectForm {
  const at = Math.ceil((Math.max(0, atS) + 120) / 30) * 30;
  return {
    id: null,
    lane: 'chat',
    from: '',
    text: '',
    expects: '',
    fault: '',
    kind: 'time',
    minute: Math.floor(at / 60),
    second: at % 60,
    slo: slos[0]?.id ?? '',
    forMin: 2,
    what: 'declare',
    role: 'comms',
  };
}

/** The form of an inject that is there. */
export function formOf(inject: InjectView, atS: number, slos: TruthView['slos']): InjectForm {
  const { id, lane, from, text, expects, fault, trigger } = inject;
  const base = { ...newForm(atS, slos), id, lane, from, text, expects, fault: fault ?? '' };
  const when: InjectWhen | null = inject.atS === null ? trigger : { atS: inject.atS };
  if (when === null) return { ...base, kind: 'as it was' };
  if ('atS' in when) return { ...base, kind: 'time', minute: Math.floor(when.atS / 60), second: when.atS % 60 };
  switch (when.on) {
    case 'breached':
    case 'restored':
      return { ...base, kind: when.on, slo: when.slo, forMin: when.forS / 60 };
    case 'said':
      return { ...base, kind: 'said', what: when.what };
    case 'acknowledged':
      return { ...base, kind: 'acknowledged' };
    case 'unfilled':
      return {
        ...base,
        kind: 'unfilled',
        role: when.role,
        minute: Math.floor(when.afterS / 60),
        second: when.afterS % 60,
      };
  }
}

/** What the form says, to be sent. */
export function draftOf(form: InjectForm): InjectDraft {
  const { id, lane, fault } = form;
  return {
    id,
    lane,
    from: form.from.trim(),
    text: form.text.trim(),
    expects: form.expects.trim(),
    fault: fault === '' ? null : fault,
    when: whenOf(form),
  };
}

function whenOf(form: InjectForm): InjectWhen | null {
  const atS = Math.round(form.minute) * 60 + Math.round(form.second);
  const forS = Math.round(form.forMin * 60);
  switch (form.kind) {
    case 'time':
      return { atS };
    case 'breached':
    case 'restored':
      return { on: form.kind, slo: form.slo, forS };
    case 'said':
      return { on: 'said', what: form.what };
    case 'acknowledged':
      return { on: 'acknowledged' };
    case 'unfilled':
      return { on: 'unfilled', role: form.role, afterS: atS };
    case 'as it was':
      return null;
  }
}

/** What stops a form from being sent, in a sentence; null when nothing does. */
export function formTrouble(form: InjectForm, atS: number): string | null {
  if (form.kind === 'time' && form.minute * 60 + form.second <= atS)
    return `It is ${clock(atS)} already. Choose a later time, or save it and fire it by hand.`;
  if ((form.kind === 'breached' || form.kind === 'restored') && form.slo === '') return 'Choose a promise.';
  if (form.lane === 'fault' && form.fault === '') return 'Choose the fault that it fires.';
  return null;
}
