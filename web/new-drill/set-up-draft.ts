import type { ScenarioCard } from '../../server/protocol/http.ts';
import { INCIDENT_ROLES } from '../../server/protocol/roles.ts';
import type { NewDrill, Recommendation } from '../../server/protocol/set-up.ts';

export type Mode = NewDrill['mode'];

/** A whole number from 0 to `below` - 1, each as likely as the others. */
export type Draw = (below: number) => number;

/** `how`: how it is run, for whoever never did; the guides in docs/ have more. */
export const MODES: readonly { value: Mode; title: string; text: string; note: string; how: string }[] = [
  {
    value: 'game-day',
    title: 'Game day',
    text: 'Live. Breakers inject, fixers respond, alerts fire.',
    note: '30–60 min · 3 to 10 people',
    how: 'How to run it: two fixers and a commander who does not type, perhaps a breaker. You see the truth beside their view, pace the clock, send injects, and ask instead of helping.',
  },
  {
    value: 'tabletop',
    title: 'Tabletop',
    text: 'You pace it together, question by question.',
    note: '45–60 min · any number',
    how: 'How to run it: read the situation aloud, ask the question, start the timer, tick what you hear, apply what they decide. The world jumps to what comes of it. Five to eight rounds.',
  },
  {
    value: 'onboarding',
    title: 'Onboarding',
    text: 'One new responder, a coach and bots.',
    note: '25 min · 1 person',
    how: 'How to run it: send a fixer link and watch. Bots sit in the other roles, the coach ticks eight skills and never answers. Alone, without you: the onboarding path.',
  },
];

export function modeNamed(name: string | null): Mode | null {
  return MODES.find(({ value }) => value === name)?.value ?? null;
}

const EMPTY: NewDrill = {
  scenario: '',
  variant: null,
  seed: null,
  mode: 'game-day',
  speed: 1,
  timeboxMin: 40,
  hypothesis: null,
};

/** Where a set-up begins when there is no draft: what is recommended, in the mode of the link. */
export function freshSetup(
  cards: readonly ScenarioCard[],
  { scenario, mode }: { scenario: string | null; mode: Mode | null },
  recommended: Recommendation | undefined,
  draw: Draw,
): NewDrill {
  const asked = cards.find(({ id }) => id === scenario);
  const proposed = cards.find(({ id }) => id === recommended?.scenario);
  const card = asked ?? proposed ?? cards[0];
  if (!card) return EMPTY;
  const variant = recommended?.scenario === card.id ? recommended.variant : null;
  return { ...withMode(withScenario(EMPTY, card, draw), mode ?? 'game-day'), variant };
}

/**
 * The set-up with another scenario. A seed of its own is drawn at once, so that the dry run plays the very drill that will
 * be played. What speaks of the scenario's own parts (injects, promises, pages) goes with the old one, and so does that it
 * was drawn.
 */
export function withScenario(setup: NewDrill, card: ScenarioCard, draw: Draw): NewDrill {
  const { injects: _injects, runbooks: _runbooks, draws: _draws, stops = [], ...kept } = setup;
  const general = stops.filter(({ kind }) => kind !== 'breached' && kind !== 'word');
  return {
    ...kept,
    scenario: card.id,
    variant: null,
    seed: newSeed(card.cover, draw),
    timeboxMin: card.minutes,
    hypothesis: null,
    stops: [...general, { id: 'stop-word', kind: 'word', word: stopWordFor(card.cover) }],
  };
}

/** Around a new responder bots sit in every role; nobody else gets bots without asking. */
export function withMode(setup: NewDrill, mode: Mode): NewDrill {
  if (mode === setup.mode) return setup;
  const { bots, ...kept } = setup;
  const untouched = bots === undefined || bots.length === INCIDENT_ROLES.length;
  if (!untouched) return { ...setup, mode };
  return mode === 'onboarding' ? { ...kept, mode, bots: [...INCIDENT_ROLES] } : { ...kept, mode };
}

/** A drill played again: the same choices, another seed, no day; that it was drawn was then. */
export function againFrom({ draws: _draws, ...setup }: NewDrill, cards: readonly ScenarioCard[], draw: Draw): NewDrill {
  const cover = cards.find(({ id }) => id === setup.scenario)?.cover ?? setup.scenario;
  return { ...setup, seed: newSeed(cover, draw), scheduledMs: null };
}

/** As it is sent: what was left empty is absent. */
export function asRequest(setup: NewDrill): NewDrill {
  return {
    ...setup,
    seed: setup.seed?.trim() ? setup.seed.trim() : null,
    hypothesis: setup.hypothesis?.trim() ? setup.hypothesis.trim() : null,
  };
}

/** What a dry run depends on: another key, another run. No bot says a stop word, and a table's timebox is the room's. */
export function dryRunKey(setup: NewDrill): string {
  const { scenario, variant, seed, runbooks, surface = false, injects = [], stops = [], mode, timeboxMin } = setup;
  return JSON.stringify([
    [scenario, variant, seed?.trim() ?? null, runbooks ?? null, surface, injects],
    stops.filter(({ kind }) => kind !== 'word'),
    mode === 'tabletop' ? null : timeboxMin,
  ]);
}

/** "Copper Kettle" → "Kettle off": short, and nobody says it by accident. */
export function stopWordFor(cover: string): string {
  return `${lastWord(cover)} off`;
}

/** "kettle-7f21": one can read it out. */
export function newSeed(cover: string, draw: Draw): string {
  const digits = Array.from({ length: 4 }, () => draw(16).toString(16)).join('');
  return `${
    lastWord(cover)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '') || 'drill'
  }-${digits}`;
}

function lastWord(text: string): string {
  return text.trim().split(/\s+/).at(-1) ?? '';
}

/** One of them, each as likely; another than the present one when there is a choice. */
export function drawnOther<T>(all: readonly T[], present: T | null, draw: Draw): T | null {
  const others = all.length > 1 ? all.filter((one) => one !== present) : all;
  return others[draw(others.length)] ?? null;
}

/** "Drawn at random", "Drawn at random, at the third draw": whoever draws until it suits says so. */
export function drawnWords(draws: number): string {
  return draws === 1 ? 'Drawn at random' : `Drawn at random, draw ${draws}`;
}

/** Fair: what would make some numbers likelier than others is drawn again. */
export function drawByChance(below: number): number {
  const limit = 2 ** 32 - (2 ** 32 % below);
  const [cell] = [new Uint32Array(1)] as const;
  do crypto.getRandomValues(cell);
  while (cell[0]! >= limit);
  return cell[0]! % below;
}
