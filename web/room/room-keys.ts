import { copyText } from '../kit/clipboard.ts';
import { flushSync } from 'svelte';
import type { Binding } from '../kit/keys.svelte.ts';
import { act } from '../state/act.ts';
import type { AlertGroup } from '../state/alerts.ts';
import type { Desk } from './desk.svelte.ts';
import { PANEL_KINDS } from './signals/panels.ts';

/** What the keys act on at this moment. */
export interface InFront {
  /** The page to acknowledge first. */
  page: AlertGroup | null;
  /** The first step that the alerts name. */
  firstStep: { runbook: string; step: number } | null;
}

/** Every key of the team room. Keys that the server would refuse for this seat are not there at all. */
export function roomKeys(desk: Desk, { page, firstStep }: InFront): Binding[] {
  const looking = [...runbookKeys(desk, firstStep), ...watchKeys(desk)];
  return desk.drill.responds
    ? [...alertKeys(desk, page), ...stepKeys(desk), ...looking, ...sayKeys(desk), ...terminalKeys()]
    : looking;
}

function alertKeys({ drill }: Desk, page: AlertGroup | null): Binding[] {
  const fingerprints = page?.all.map((alert) => alert.fingerprint) ?? [];
  return [
    {
      id: 'alert.ack',
      keys: 'a',
      label: 'acknowledge',
      group: 'Alerts',
      foot: true,
      when: () => page !== null,
      run: () => void act(drill, 'alert.ack', { fingerprints }),
    },
    {
      id: 'alert.escalate',
      keys: 'e',
      label: 'escalate',
      group: 'Alerts',
      when: () => page !== null && !page.lead.escalated,
      run: () => page && void escalate(drill, page.lead),
    },
  ];
}

/** To whom the page says to call, else to its team. */
export function escalate(drill: Desk['drill'], { fingerprint, payload }: AlertGroup['lead']) {
  return act(drill, 'alert.escalate', { fingerprint, to: payload.call || payload.team || 'on call' });
}

function stepKeys(desk: Desk): Binding[] {
  const judge = (value: boolean) => {
    const check = desk.firstUnjudged;
    if (desk.runbook && check >= 0)
      void act(desk.drill, 'step.judge', { runbook: desk.runbook.id, step: desk.step, check, value });
  };
  return [
    {
      id: 'step.run',
      keys: 'Enter',
      label: 'run step',
      group: 'Runbook',
      foot: true,
      when: () => desk.work === 'runbook' && Boolean(desk.current?.commands[0]),
      run: () => void desk.runStep(),
    },
    {
      id: 'step.true',
      keys: 't',
      label: 'judge true',
      group: 'Runbook',
      when: () => desk.firstUnjudged >= 0,
      run: () => judge(true),
    },
    {
      id: 'step.false',
      keys: 'f',
      label: 'judge false',
      group: 'Runbook',
      when: () => desk.firstUnjudged >= 0,
      run: () => judge(false),
    },
    { id: 'room.terminal', keys: '`', label: 'terminal', group: 'Room', run: () => showTerminal(desk) },
  ];
}

/** The terminal's own keys, which readline has had for ever: shown, never remapped. */
function terminalKeys(): Binding[] {
  const rows = [
    ['Escape Tab', 'leave the terminal'],
    ['Tab', 'complete; twice lists'],
    ['Ctrl+r', 'search the history'],
    ['Ctrl+c', 'drop the line, stop what goes on'],
    ['Ctrl+Shift+c', 'copy the selection or the last output'],
    ['Ctrl+a', 'to the start of the line'],
    ['Ctrl+e', 'to its end'],
    ['Alt+b', 'a word back'],
    ['Alt+f', 'a word on'],
    ['Ctrl+u', 'cut to the start'],
    ['Ctrl+k', 'cut to the end'],
    ['Alt+Backspace', 'cut a word'],
    ['Ctrl+y', 'put back what was cut'],
    ['Ctrl+l', 'clear the screen'],
  ] as const;
  return rows.map(([keys, label]) => ({
    id: `terminal.${keys}`,
    keys,
    label,
    group: 'In the terminal',
    fixed: true,
    run: () => undefined,
  }));
}

function runbookKeys(desk: Desk, firstStep: InFront['firstStep']): Binding[] {
  const isOpen = () => desk.runbook !== null;
  return [
    {
      id: 'alert.first',
      keys: 'o',
      label: 'open the first step',
      group: 'Runbook',
      when: () => firstStep !== null,
      run: () => firstStep && void desk.open(firstStep.runbook, firstStep.step),
    },
    {
      id: 'step.copy',
      keys: 'c',
      label: 'copy the command',
      group: 'Runbook',
      when: () => Boolean(desk.current?.commands[0]),
      run: () => void copyText(desk.current?.commands[0]?.text ?? ''),
    },
    {
      id: 'step.next',
      keys: 'n',
      label: 'next step',
      group: 'Runbook',
      when: isOpen,
      run: () => desk.goTo(desk.step + 1),
    },
    {
      id: 'step.back',
      keys: 'b',
      label: 'step before',
      group: 'Runbook',
      when: isOpen,
      run: () => desk.goTo(desk.step - 1),
    },
    { id: 'room.find', keys: 'r', label: 'find a runbook', group: 'Runbook', run: () => showFinder(desk) },
  ];
}

/** `g` then a letter goes to a panel; the three that one needs in the first minute have a key of their own too. */
function watchKeys({ look }: Desk): Binding[] {
  return [
    ...PANEL_KINDS.map(({ id, label, letter }) => ({
      id: `look.${id}`,
      keys: `g ${letter}`,
      label: label.toLowerCase(),
      group: 'Signals',
      run: () => look.show(id),
    })),
    {
      id: 'look.events',
      keys: 'g e',
      label: 'events',
      group: 'Signals',
      run: () => look.openEvents(),
    },
    {
      id: 'look.customers',
      keys: 'g u',
      label: 'customers',
      group: 'Signals',
      run: () => look.go({ panel: 'shop', view: 'customers' }),
    },
    { id: 'look.large', keys: 'z', label: 'fill the work area', group: 'Signals', run: () => look.toggleLarge() },
    {
      id: 'look.small',
      keys: 'Escape',
      label: 'back beside the runbook',
      group: 'Signals',
      when: () => look.large,
      run: () => look.toggleLarge(),
    },
    { id: 'room.map', keys: 'm', label: 'map', group: 'Room', run: () => look.show('map') },
    {
      id: 'room.changes',
      keys: 'w',
      label: 'what changed',
      group: 'Room',
      foot: true,
      run: () => look.openChanges(),
    },
  ];
}

function sayKeys(desk: Desk): Binding[] {
  const isDeclared = () => desk.drill.view?.incident != null;
  return [
    {
      id: 'incident.declare',
      keys: 'i',
      label: 'declare an incident',
      group: 'Incident',
      foot: true,
      when: () => !isDeclared(),
      run: () => (desk.form = 'incident'),
    },
    {
      id: 'incident.can',
      keys: 'u',
      label: 'update',
      group: 'Incident',
      foot: true,
      when: isDeclared,
      run: () => (desk.form = 'can'),
    },
    { id: 'incident.decide', keys: 'd', label: 'decide', group: 'Incident', run: () => (desk.form = 'decide') },
    { id: 'incident.page', keys: 'p', label: 'page someone', group: 'Incident', run: () => (desk.form = 'page') },
    { id: 'incident.hand', keys: 'h', label: 'hand over', group: 'Incident', run: () => (desk.form = 'handover') },
    { id: 'room.say', keys: '/', label: 'command', group: 'Incident', foot: true, run: () => focusOn('say') },
  ];
}

function showTerminal(desk: Desk): void {
  if (desk.work === 'find') desk.work = 'runbook';
  desk.terminals.active.focus();
}

function showFinder(desk: Desk): void {
  desk.work = 'find';
  focusOn('find-runbook');
}

/** At once, also for what was only just opened: the next key is typed there. */
function focusOn(id: string): void {
  flushSync();
  document.getElementById(id)?.focus();
}
