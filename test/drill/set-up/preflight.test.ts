import { describe, expect, it } from 'vitest';
import { INCIDENT_ROLES } from '../../../server/protocol/roles.ts';
import { isolationOf } from '../../../server/set-up/isolation.ts';
import { preflightOf, type PreflightFacts } from '../../../server/set-up/preflight.ts';

const FACTS: PreflightFacts = {
  request: { scenario: 'pool', variant: null, seed: 'a', mode: 'game-day', speed: 1, timeboxMin: 40, hypothesis: null },
  scenario: { errors: 0, warnings: 0, firstError: null, misfit: null },
  dryRun: { mitigated: 2, played: 4, sentence: 'Bots played it: 2 of 4 brought the service back.', missed: [] },
  isolation: isolationOf({ databaseUrl: null, runbooksDir: null }),
  runbooks: [{ id: 'RUN-001', daysSinceTested: 12 }],
  store: { ok: true, tookMs: 3 },
  clock: { nowMs: 1_000_000_000, newestMs: 999_000_000 },
};

function item(id: string, patch: Partial<PreflightFacts> = {}) {
  const found = preflightOf({ ...FACTS, ...patch }).items.find((one) => one.id === id);
  if (!found) throw new Error(`no item ${id}`);
  return found;
}

describe('the checklist before a drill', () => {
  it('looks at seven things, each with a word and a sentence', () => {
    const { items } = preflightOf(FACTS);
    expect(items.map(({ id }) => id).sort()).toEqual(
      ['bots', 'clock', 'isolation', 'runbooks', 'scenario', 'seats', 'store'].sort(),
    );
    for (const { title, text } of items) expect([title, text].every((words) => words.length > 5)).toBe(true);
  });

  it('says what to do wherever something is bad', () => {
    const bad = preflightOf({
      ...FACTS,
      scenario: { errors: 2, warnings: 0, firstError: 'Line 3: nonsense', misfit: null },
      dryRun: { mitigated: 0, played: 4, sentence: 'Bots played it: 0 of 4.', missed: [] },
      store: { ok: false, why: 'The disk is full.' },
      clock: { nowMs: 5, newestMs: 999_000_000 },
    }).items.filter(({ state }) => state === 'bad');
    expect(bad.map(({ id }) => id)).toEqual(['bots', 'scenario', 'store', 'clock']);
    for (const { remedy } of bad) expect(remedy).not.toBeNull();
  });

  it('waits for the bots and never needs them', () => {
    expect(item('bots', { dryRun: null }).state).toBe('waiting');
    expect(item('bots')).toMatchObject({ state: 'ok', text: 'Bots played it: 2 of 4 brought the service back.' });
  });

  it('warns of own injects that came with no bot, and says what to do', () => {
    const dryRun = { mitigated: 2, played: 4, sentence: 'Bots played it.', missed: ['CEO', 'Support', 'CEO'] };
    expect(item('bots', { dryRun })).toMatchObject({
      state: 'warn',
      title: '3 injects never came',
      text: 'Bots played it. Sent in none of the bots’ runs: CEO, Support.',
    });
    expect(item('bots', { dryRun }).remedy).toContain('more time');
    const many = { ...dryRun, missed: ['A', 'B', 'C', 'D', 'E'] };
    expect(item('bots', { dryRun: many }).text).toMatch(/runs: A, B, C and 2 more\.$/);
  });

  it('shows how old the runbooks are, as a reason to drill them', () => {
    const runbooks = [
      { id: 'RUN-013', daysSinceTested: null },
      { id: 'RUN-001', daysSinceTested: 97 },
      { id: 'RUN-005', daysSinceTested: 90 },
    ];
    expect(item('runbooks', { runbooks })).toMatchObject({ state: 'warn', title: '2 runbooks stale' });
    expect(item('runbooks', { runbooks }).text).toMatch(/RUN-013 was never tested, and 1 more/);
    expect(item('runbooks').state).toBe('ok');
    expect(item('runbooks', { runbooks: [] }).state).toBe('warn');
  });

  it('names the open roles, and is content with bots, or with a room at one screen', () => {
    const seats = (request: Partial<PreflightFacts['request']>) =>
      item('seats', { request: { ...FACTS.request, ...request } });
    expect(seats({ bots: ['ic'] })).toMatchObject({ state: 'waiting', title: '2 seats open' });
    expect(seats({ mode: 'onboarding', bots: [...INCIDENT_ROLES] })).toMatchObject({
      state: 'ok',
      title: 'bots in all roles',
    });
    expect(seats({ mode: 'tabletop' }).state).toBe('ok');
  });

  it('warns of a slow store and of a day that has passed', () => {
    expect(item('store', { store: { ok: true, tookMs: 900 } }).state).toBe('warn');
    expect(item('clock', { request: { ...FACTS.request, scheduledMs: 1 } }).state).toBe('warn');
  });
});

describe('what leaves the server', () => {
  it('is nothing, unless the database is elsewhere, and then that is said', () => {
    expect(isolationOf({ databaseUrl: 'postgres://u:secret@localhost/d', runbooksDir: null }).outgoing).toEqual([]);
    const away = isolationOf({ databaseUrl: 'postgres://u:secret@db.example.org:5432/d', runbooksDir: null });
    expect(away.outgoing).toEqual([
      { what: 'Drills are kept in your own database', to: 'db.example.org', switchedOnBy: 'DATABASE_URL' },
    ]);
    expect(JSON.stringify(away)).not.toContain('secret');
  });

  it('is not the working tree: edits are committed there and never pushed', () => {
    const isolation = isolationOf({ databaseUrl: null, runbooksDir: '/srv/runbooks' });
    expect(isolation.outgoing).toEqual([]);
    expect(isolation.sentence).toMatch(/never pushed/);
  });
});
