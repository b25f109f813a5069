import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../server/engine/effect.ts';
import type { NudgeView } from '../../server/protocol/control.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { patternsOf } from '../../server/scoring/patterns.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { canaryStage } from '../support/canary-stage.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { busyWorld, moves, playMoves } from '../support/random-drill.ts';
import { scripted, type Script } from '../support/scripted-simulation.ts';
import { alertEffect, stage, world } from '../support/stage.ts';

const SLO = { id: 'checkout', journey: 'checkout', title: 'Checkout', objective: 0.99, latencyS: 1, windowS: 60 };
const restart = { do: 'service.restart', service: 'web', pods: 'rolling' } as const;

/** A page at minute 1; out of bound from there to minute 10; the page clears at minute 11. */
function outage({ at = {}, ...script }: Script = {}): Tale {
  const slo = (breached: boolean): Effect => ({ kind: 'slo', slo: 'checkout', breached, value: breached ? 0.5 : 1 });
  const sim = scripted({
    at: {
      60: [slo(true), alertEffect('firing', 60)],
      600: [slo(false)],
      660: [alertEffect('resolved', 660)],
      ...at,
    },
    tools: { kubectl: () => ({ stdout: 'fine\n' }), restart: () => ({ actions: [restart] }) },
    on: (input): Effect[] =>
      input.kind === 'act' ? [{ kind: 'acted', action: input.action, seat: 'ann', ok: true, message: '' }] : [],
    ...script,
  });
  return drillOn(stage({ world: world({ slos: [SLO] }) }), sim).start();
}

/** As often as a server logs the clock when nothing else happens. */
function passes(tale: Tale, seconds: number): Tale {
  for (let passed = 0; passed < seconds; passed += 10) tale.after('10s').enters('clock.reached', {});
  return tale;
}

function nudges(tale: Tale): NudgeView[] {
  return tale.view('facilitator').truth?.nudges ?? [];
}

const shown = (tale: Tale): string[] => nudges(tale).map(({ id, state }) => `${id} ${state}`);

/** A response that does nothing wrong so far: acknowledged, declared, updated for an hour, commanded by Ann. */
function handled(script?: Script): Tale {
  const tale = passes(outage(script), 60).does('role.take', { role: 'ic' }).ack();
  tale.does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' });
  return tale.does('can.send', { condition: 'Slow', action: 'Looking', need: '', nextInMin: 60 });
}

describe('a nudge', () => {
  it('says nothing while the response does what it should', () => {
    expect(shown(passes(handled(), 300))).toEqual([]);
  });

  it('of an update comes two minutes before it is missing, turns into now, and goes with the update', () => {
    const tale = passes(outage(), 60).does('role.take', { role: 'ic' }).ack();
    tale.does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' });
    passes(tale, 540);
    expect(shown(tale)).not.toContain('update-black-hole soon');
    passes(tale, 10);
    expect(nudges(tale)).toContainEqual({
      id: 'update-black-hole',
      name: 'Update black hole',
      state: 'soon',
      sinceS: 60,
      dueAtS: 721,
      sentence: 'No update since 14:01; 10 min had been agreed.',
      ask: { persona: 'Support', text: 'What may I tell customers, and when do I hear from you again?' },
    });
    passes(tale, 120);
    expect(shown(tale)).toContain('update-black-hole now');
    tale.does('can.send', { condition: 'Slow', action: 'Looking', need: '', nextInMin: 10 });
    expect(shown(tale)).not.toContain('update-black-hole now');
  });

  it('of many hands comes with the third seat, and goes when somebody takes command', () => {
    const tale = outage().enters('seat.joined', { seat: 'cem', kind: 'fixer', approved: true });
    for (const seat of ['ann', 'bob', 'cem']) tale.as(seat).types('kubectl get pods');
    expect(nudges(tale)).toMatchObject([{ name: 'Swarm without structure', state: 'now', dueAtS: null }]);
    tale.as('bob').does('role.take', { role: 'ic' });
    expect(shown(tale)).toEqual([]);
  });

  it('of a commander at the keyboard counts what was run while in command', () => {
    const tale = outage().types('kubectl get pods').does('role.take', { role: 'ic' });
    tale.types('kubectl get pods').types('kubectl get pods').as('bob').types('kubectl get pods');
    expect(shown(tale)).toEqual([]);
    tale.as('ann').types('kubectl get pods');
    expect(nudges(tale)).toMatchObject([{ id: 'ic-as-hero-debugger', sentence: expect.stringMatching(/^3 commands/) }]);
  });

  it('of a fixation comes with the third action on one component, and goes with another one or when it helped', () => {
    const tale = passes(handled(), 60).as('bob').types('restart').types('restart');
    expect(shown(tale)).toEqual([]);
    tale.types('restart');
    expect(nudges(tale)).toMatchObject([
      { id: 'fixation-tunnel', sentence: expect.stringContaining('3 actions in a row on web since 14:02') },
    ]);
    expect(shown(passes(tale, 500))).not.toContain('fixation-tunnel now');
  });

  it('of an unanswered page, and of one that nobody declares, comes soon and then now', () => {
    const tale = passes(outage(), 250);
    expect(shown(tale)).toEqual(['uncooperative-team soon']);
    expect(shown(passes(tale, 120))).toEqual(['uncooperative-team now']);
    expect(nudges(tale)[0]?.sentence).toBe('CheckoutSlow rang at 14:01: no answer since, and it was not handed on.');
    tale.ack();
    expect(shown(tale)).toEqual([]);
    expect(shown(passes(tale, 200))).toEqual(['no-declaration soon', 'silence-culture soon']);
  });

  it('of silence goes when somebody tells the others', () => {
    const tale = passes(outage(), 60).ack();
    expect(shown(passes(tale, 300))).toContain('silence-culture now');
    tale.says('checkout is slow');
    expect(shown(tale)).not.toContain('silence-culture now');
  });

  it('of work in silence comes when ten minutes of commands have left no word', () => {
    const tale = passes(handled(), 10).as('bob');
    for (let i = 0; i < 5; i++) passes(tale.types('kubectl get pods'), 60);
    expect(shown(tale)).toEqual([]);
    expect(shown(passes(tale, 200))).toEqual(['secrecy-in-breakouts soon']);
    expect(shown(passes(tale, 100))).toContain('secrecy-in-breakouts now');
    tale.says('one pod is bad');
    expect(shown(tale)).not.toContain('secrecy-in-breakouts now');
  });

  it('of a silent handover gives two minutes for a word, and goes when the new commander speaks', () => {
    const tale = passes(handled(), 240).does('role.assign', { role: 'ic', seat: 'bob' });
    expect(shown(passes(tale, 10))).toEqual(['silent-handover soon']);
    expect(shown(passes(tale, 130))).toContain('silent-handover now');
    tale.as('bob').says('I have command.');
    expect(shown(tale)).not.toContain('silent-handover now');
  });

  it('of a team that disappears, and of an incident without an end, comes after the recovery', () => {
    const tale = passes(handled(), 720);
    expect(shown(tale)).toEqual(['disappearing-after-mitigation soon']);
    expect(shown(passes(tale, 130))).toContain('disappearing-after-mitigation now');
    tale.as('bob').types('kubectl get pods').says('looks good');
    expect(shown(passes(tale, 200))).toEqual([]);
    expect(shown(passes(tale, 60))).toEqual(['endless-sev soon']);
    passes(tale, 120);
    expect(nudges(tale)).toMatchObject([
      { id: 'endless-sev', state: 'now', sentence: expect.stringContaining('14:11') },
    ]);
    tale.as('ann').does('allclear.give', { text: '' });
    expect(shown(tale)).toEqual([]);
  });
});

describe('nudges', () => {
  it('are for the facilitator alone, and leave nothing in the log', () => {
    const tale = passes(outage(), 400);
    expect(nudges(tale)).not.toEqual([]);
    for (const audience of ['fixers', 'breakers', 'observers'] as const)
      expect(JSON.stringify([tale.sent[audience], tale.snapshot(audience)])).not.toContain('Uncooperative');
    expect(new Set(tale.log.map(({ kind }) => kind))).toEqual(
      new Set(['drill.created', 'seat.joined', 'drill.started', 'clock.reached', 'slo.changed', 'alert.changed']),
    );
  });

  it('and the debrief name the same patterns of a drill that ends while they show', () => {
    const wild = outage().enters('seat.joined', { seat: 'cem', kind: 'fixer', approved: true });
    for (const seat of ['ann', 'bob', 'cem']) wild.as(seat).types('kubectl get pods');
    passes(wild, 100).as('bob');
    for (let i = 0; i < 4; i++) passes(wild.types('restart'), 100);
    const now = nudges(passes(wild, 60)).filter(({ state }) => state === 'now');
    expect(now.map(({ name }) => name)).toEqual(['Swarm without structure', 'Uncooperative team', 'Fixation tunnel']);
    wild.ends();
    const log = readLog(wild.log);
    const told = patternsOf(log, wild.session.scenario, stampsOf(log, wild.session.scenario));
    expect(told.map(({ name }) => name)).toEqual(expect.arrayContaining(now.map(({ name }) => name)));
    expect(told).toHaveLength(now.length);
  });

  it('are silent around a table, where people talk', () => {
    const tale = outage();
    tale.session.created = { ...tale.session.created, mode: 'tabletop' };
    expect(shown(passes(tale, 700))).toEqual([]);
  });
});

describe('whatever is done', () => {
  it('what shows now at the end of a drill stands in its debrief, and by the same name', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(moves, fc.constantFrom('1s', '11m'), (list, quiet) => {
        const tale = playMoves(drillOn(canaryStage(), busyWorld(), 'same').start(), list);
        if (tale.session.clock.state !== 'running') return;
        tale.after(quiet).enters('clock.reached', {});
        const now = tale
          .after('1s')
          .session.nudges.filter(({ state }) => state === 'now')
          .map(({ name }) => name);
        tale.enters('drill.ended', { reason: 'over' });
        const log = readLog(tale.log);
        const { scenario } = tale.session;
        const told = patternsOf(log, scenario, stampsOf(log, scenario)).map(({ name }) => name);
        for (const name of now) seen.add(name);
        expect(told).toEqual(expect.arrayContaining(now));
      }),
      { numRuns: 60, seed: 20261121 },
    );
    expect(seen.size).toBeGreaterThan(2);
  });
});
