import type { Binding } from '../kit/keys.svelte.ts';

/** What the panel's keys do. */
export interface ControlDeeds {
  running: boolean;
  ended: boolean;
  /** This seat paces the drill. */
  leads: boolean;
  /** There is an inject with a time, a hint, somebody who breaks. */
  has: { inject: boolean; hint: boolean; breakers: boolean };
  toggle: () => void;
  jump: () => void;
  jumpTo: () => void;
  setSpeed: (speed: number) => void;
  faster: (by: 1 | -1) => void;
  rewind: () => void;
  mark: () => void;
  lock: () => void;
  extend: () => void;
  seeAs: () => void;
  fireNext: () => void;
  addInject: () => void;
  hint: () => void;
  persona: () => void;
  say: () => void;
  tell: () => void;
  note: () => void;
  signals: () => void;
  stops: () => void;
  assess: () => void;
  end: () => void;
}

/** Every key of the facilitator's panel. Pacing keys are there for the one who leads. */
export function controlKeys(deeds: ControlDeeds): Binding[] {
  const paces = () => deeds.leads && !deeds.ended;
  const open = () => !deeds.ended;
  return [
    { id: 'control.pause', keys: 'Space', label: deeds.running ? 'pause' : 'resume', group: 'Clock', foot: true, when: () => open() && (deeds.leads || deeds.running), run: deeds.toggle },
    { id: 'control.jump', keys: 'j', label: 'to the next event', group: 'Clock', foot: true, when: paces, run: deeds.jump },
    { id: 'control.jump-to', keys: 'Alt+j', label: 'jump to a time', group: 'Clock', when: paces, run: deeds.jumpTo },
    ...([[1, '1'], [2, '2'], [5, '5'], [10, '0']] as const).map(([speed, keys]) => ({ id: `control.${speed}`, keys, label: `speed ${speed}×`, group: 'Clock', when: paces, run: () => deeds.setSpeed(speed) })),
    { id: 'control.faster', keys: '+', label: 'one faster', group: 'Clock', when: paces, run: () => deeds.faster(1) },
    { id: 'control.slower', keys: '-', label: 'one slower', group: 'Clock', when: paces, run: () => deeds.faster(-1) },
    { id: 'control.extend', keys: 'x', label: 'five minutes more', group: 'Clock', when: paces, run: deeds.extend },
    { id: 'control.mark', keys: 'm', label: 'mark a checkpoint', group: 'Clock', when: open, run: deeds.mark },
    { id: 'control.rewind', keys: 'r', label: 'rewind', group: 'Clock', when: paces, run: deeds.rewind },
    { id: 'control.end', keys: 'Alt+e', label: 'end the drill', group: 'Clock', when: paces, run: deeds.end },
    { id: 'control.fire', keys: 'f', label: 'fire the next inject', group: 'Injects', foot: true, when: () => paces() && deeds.has.inject, run: deeds.fireNext },
    { id: 'control.inject', keys: 'i', label: 'add an inject', group: 'Injects', when: paces, run: deeds.addInject },
    { id: 'control.hint', keys: 'h', label: 'give a hint', group: 'Injects', foot: true, when: () => paces() && deeds.has.hint, run: deeds.hint },
    { id: 'control.persona', keys: 's', label: 'speak as a persona', group: 'Team', when: open, run: deeds.persona },
    { id: 'control.say', keys: 'c', label: 'message to the team', group: 'Team', run: deeds.say },
    { id: 'control.tell', keys: 'b', label: 'message to the breakers', group: 'Team', when: () => deeds.has.breakers, run: deeds.tell },
    { id: 'control.see-as', keys: 'v', label: 'see as …', group: 'Team', foot: true, run: deeds.seeAs },
    { id: 'control.signals', keys: 'w', label: 'what the team can look at', group: 'Team', run: deeds.signals },
    { id: 'control.lock', keys: 'Alt+l', label: 'lock or unlock the drill', group: 'Team', when: paces, run: deeds.lock },
    { id: 'control.note', keys: 'o', label: 'note', group: 'Control team', foot: true, run: deeds.note },
    { id: 'control.assess', keys: 'a', label: 'assess', group: 'Control team', run: deeds.assess },
    { id: 'control.stops', keys: 'Alt+s', label: 'stop rules', group: 'Control team', when: paces, run: deeds.stops },
  ]; // prettier-ignore
}
