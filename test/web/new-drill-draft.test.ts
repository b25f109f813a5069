import { describe, expect, test } from 'vitest';
import type { ScenarioCard } from '../../server/protocol/http.ts';
import { INCIDENT_ROLES } from '../../server/protocol/roles.ts';
import type { NewDrill, Recommendation, SavedSetup } from '../../server/protocol/set-up.ts';
import { newerDraft } from '../../web/new-drill/kept-draft.ts';
import {
  againFrom,
  asRequest,
  drawByChance,
  drawnOther,
  dryRunKey,
  freshSetup,
  modeNamed,
  newSeed,
  withMode,
  withScenario,
} from '../../web/new-drill/set-up-draft.ts';

const card = (id: string, cover: string, minutes = 40): ScenarioCard => ({
  id,
  cover,
  difficulty: 2,
  minutes,
  focus: [],
});
const CARDS = [card('pool', 'Copper Kettle'), card('deploy', 'Slate Harbour', 30), card('quiet', 'Still Water', 25)];
const RECOMMENDED: Recommendation = {
  kind: 'least tested runbook',
  scenario: 'deploy',
  variant: 'memory-leak',
  cover: 'Slate Harbour',
  reason: '',
  runbook: 'RUN-002',
  people: [],
};
const noDraw = () => 7;
const fresh = (scenario: string | null = null, mode: NewDrill['mode'] | null = null) =>
  freshSetup(CARDS, { scenario, mode }, RECOMMENDED, noDraw);

describe('a set-up that nobody has touched', () => {
  test('is what is recommended, in the variant that it is recommended for', () => {
    expect(fresh()).toMatchObject({
      scenario: 'deploy',
      variant: 'memory-leak',
      mode: 'game-day',
      timeboxMin: 30,
      speed: 1,
      hypothesis: null,
      stops: [{ id: 'stop-word', kind: 'word', word: 'Harbour off' }],
    });
  });

  test('follows the link: its scenario, its mode', () => {
    expect(fresh('pool', 'tabletop')).toMatchObject({ scenario: 'pool', variant: null, mode: 'tabletop' });
    expect(fresh('no-such-scenario').scenario).toBe('deploy');
    expect(modeNamed('tabletop')).toBe('tabletop');
    expect(modeNamed('party')).toBeNull();
  });

  test('has a seed of its own, so that the bots play the very drill that will be played', () => {
    expect(fresh().seed).toBe('harbour-7777');
    expect(newSeed('Ärger 9!', noDraw)).toBe('9-7777');
  });

  test('of no scenario at all is empty, not broken', () => {
    expect(freshSetup([], { scenario: null, mode: null }, undefined, noDraw).scenario).toBe('');
  });
});

describe('changing one’s mind', () => {
  const full: NewDrill = {
    ...fresh('pool'),
    runbooks: ['RUN-001'],
    injects: [{ id: null, lane: 'chat', from: 'CEO', text: '?', expects: '', fault: null, when: { atS: 60 } }],
    stops: [
      { id: 'a', kind: 'user-minutes', above: 100 },
      { id: 'b', kind: 'breached', slo: 'checkout', forS: 60 },
      { id: 'c', kind: 'word', word: 'Halt' },
    ],
    people: ['Anna'],
    bots: ['scribe'],
  };

  test('another scenario takes its own parts with it and keeps what is the team’s', () => {
    const next = withScenario(full, CARDS[1]!, noDraw);
    expect(next).not.toHaveProperty('runbooks');
    expect(next).not.toHaveProperty('injects');
    expect(next).toMatchObject({ people: ['Anna'], bots: ['scribe'], timeboxMin: 30, variant: null });
    expect(next.stops?.map((rule) => rule.kind)).toEqual(['user-minutes', 'word']);
  });

  test('onboarding seats bots in every role, and leaves none behind when it is not onboarding after all', () => {
    const onboarding = withMode(fresh(), 'onboarding');
    expect(onboarding.bots).toEqual([...INCIDENT_ROLES]);
    expect(withMode(onboarding, 'tabletop')).not.toHaveProperty('bots');
    expect(withMode(full, 'onboarding').bots).toEqual(['scribe']);
  });

  test('played again it is the same with another seed and without the day', () => {
    const again = againFrom({ ...full, seed: 'old', scheduledMs: 5, draws: 2 }, CARDS, noDraw);
    expect(again).not.toHaveProperty('draws');
    expect(again).toMatchObject({ seed: 'kettle-7777', scheduledMs: null, people: ['Anna'], runbooks: ['RUN-001'] });
  });

  test('only what makes another drill is played by the bots again', () => {
    const otherWord = full.stops!.map((rule) => (rule.kind === 'word' ? { ...rule, word: 'Basta' } : rule));
    const same = { ...full, hypothesis: 'x', speed: 5, people: [], stops: otherWord };
    expect(dryRunKey(same)).toBe(dryRunKey(full));
    const atTheTable = { ...full, mode: 'tabletop' as const };
    expect(dryRunKey({ ...atTheTable, timeboxMin: 90 })).toBe(dryRunKey(atTheTable));
    const staged = [{ timeboxMin: 50 }, { injects: [] }, { stops: [] }];
    for (const other of [{ seed: 'b' }, { variant: 'leak' }, { runbooks: [] }, { surface: true }, ...staged])
      expect(dryRunKey({ ...full, ...other })).not.toBe(dryRunKey(full));
  });

  test('what is left empty is sent as absent', () => {
    expect(asRequest({ ...full, seed: '  ', hypothesis: ' ' })).toMatchObject({ seed: null, hypothesis: null });
  });
});

describe('drawing at random', () => {
  test('every other scenario is as likely, and the present one never comes', () => {
    const drawn = [0, 1].map((index) => drawnOther(CARDS, CARDS[0]!, () => index)?.id);
    expect(drawn).toEqual(['deploy', 'quiet']);
    expect(drawnOther(CARDS.slice(0, 1), CARDS[0]!, () => 0)?.id).toBe('pool');
    expect(drawnOther([], null, () => 0)).toBeNull();
  });

  test('is fair: six numbers come about equally often', () => {
    const counts = Array.from({ length: 6 }, () => 0);
    for (let i = 0; i < 12_000; i++) counts[drawByChance(6)]! += 1;
    // Six standard deviations of a binomial with n = 12,000 and p = 1/6.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(245);
  });
});

describe('the draft that is kept', () => {
  const saved = (savedMs: number, kind: SavedSetup['kind'] = 'draft'): SavedSetup => ({
    id: kind,
    kind,
    name: '',
    setup: fresh('pool'),
    savedMs,
  });

  test('is the newer of the browser’s and the server’s copy; templates are none', () => {
    const here = { setup: fresh('quiet'), savedMs: 10 };
    expect(newerDraft(here, [saved(20)])?.setup.scenario).toBe('pool');
    expect(newerDraft(here, [saved(5)])?.setup.scenario).toBe('quiet');
    expect(newerDraft(null, [saved(5)])?.setup.scenario).toBe('pool');
    expect(newerDraft(here, [saved(99, 'template')])).toBe(here);
    expect(newerDraft(null, [])).toBeNull();
  });
});
