import { describe, expect, it } from 'vitest';
import { isBriefing } from '../../server/drill/coach/briefing.ts';
import { NUDGES } from '../../server/drill/coach/nudges.ts';
import { rebuild, replay } from '../../server/drill/replay.ts';
import { SKILLS } from '../../server/protocol/onboarding.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { longIncident } from '../support/long-incident.ts';
import { stage } from '../support/stage.ts';

/** CheckoutSlow pages at 01:00; nobody is told what to do. */
const begun = (overS?: number) =>
  drillOn(stage(), longIncident(overS === undefined ? {} : { overS }), 'a', 'onboarding').start();
const nudges = (tale: Tale) =>
  tale.entries('coach.nudged').map(({ payload, simMs }) => ({ ...payload, atS: simMs / 1000 }));
const evidence = (tale: Tale, skill: (typeof SKILLS)[number]) => tale.session.coach.shown.get(skill);
const can = { condition: 'Users are locked out.', action: 'We look from outside.', need: 'nothing', nextInMin: 10 };

describe('the coach', () => {
  it('says nothing outside an onboarding drill', () => {
    const tale = drillOn(stage(), longIncident()).start().attended('8m');
    expect(tale.session.coach.watch).toBeNull();
    expect(nudges(tale)).toEqual([]);
  });

  it('sees the page taken in time, and says so in words', () => {
    const tale = begun().attended('90s').ack().attended('1s');
    expect(evidence(tale, 'acknowledge')).toMatchObject({
      evidence: 'acknowledged CheckoutSlow after 00:30',
      late: false,
    });
  });

  it('calls a page that waited too long late, and shown all the same', () => {
    const tale = begun().attended('8m').ack().attended('1s');
    expect(evidence(tale, 'acknowledge')?.late).toBe(true);
    expect(tale.view('fixers').coach?.skills[0]?.shown?.late).toBe(true);
  });

  it('counts what people do, never what bots do', () => {
    const tale = begun().as('fay').does('seat.bot', { role: 'comms' }).does('seat.bot', { role: 'ic' });
    expect([...tale.attended('10m').session.coach.shown.keys()]).toEqual([]);
  });

  it('counts a look before acting as reading the payload, and a look after it as verifying', () => {
    const tale = begun().attended('2m').ack().types('psql -c "select 1"').attended('10s');
    expect(evidence(tale, 'read the payload')?.evidence).toBe('looked with `psql -c "select 1"` at 02:00');
    expect(evidence(tale, 'verify')).toBeUndefined();
    tale.types('restart').attended('30s').types('psql -c "select 2"').attended('1s');
    expect(evidence(tale, 'verify')?.evidence).toBe('looked with `psql -c "select 2"`, 00:30 after the change');
  });

  it('calls it late to read the payload when somebody has acted before', () => {
    const tale = begun().attended('2m').ack().types('restart').attended('10s').opens('RUN-001').attended('1s');
    expect(evidence(tale, 'read the payload')).toMatchObject({ late: true });
    expect(evidence(tale, 'find the runbook')?.evidence).toBe('opened RUN-001, which CheckoutSlow names, at 02:10');
  });

  it('asks a question first and says where to look later, each once and never two within a minute', () => {
    const tale = begun().attended('25m');
    const said = nudges(tale);
    expect(said.length).toBeGreaterThan(4);
    expect(new Set(said.map(({ id }) => id)).size).toBe(said.length);
    said.slice(1).forEach(({ atS }, i) => expect(atS - said[i]!.atS).toBeGreaterThanOrEqual(60));
    expect(said.find(({ id }) => id === 'acknowledge-1')?.text).toMatch(/\?$/);
    const ids = said.map(({ id }) => id);
    expect(ids.indexOf('acknowledge-2')).toBeGreaterThan(ids.indexOf('acknowledge-1'));
  });

  it('asks about a promise that lapsed', () => {
    const tale = begun().attended('4m').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.does('can.send', { ...can, nextInMin: 2 }).attended('5m');
    expect(nudges(tale).map(({ text }) => text)).toContain('An update was promised for 14:06. What has changed?');
  });

  it('sees a handover when a role and a briefing go to a colleague, in either order', () => {
    const words = 'Handover. Condition: users are locked out. Action: looked from outside. Need: the update at 14:20.';
    const first = begun().attended('4m').says(words).does('role.assign', { role: 'ic', seat: 'bob' }).attended('1s');
    expect(evidence(first, 'hand over')?.evidence).toMatch(/^gave Incident Commander to a colleague at 04:00/);
    const second = begun().attended('4m').does('role.assign', { role: 'ic', seat: 'bob' }).attended('1m');
    expect(evidence(second, 'hand over')).toBeUndefined();
    second.says(words).attended('1s');
    expect(evidence(second, 'hand over')).toBeDefined();
  });

  it('takes a role without a briefing for no handover, nor one that came ten minutes earlier', () => {
    const words = 'Handover. Condition: users are locked out. Action: looked from outside. Need: the update at 14:20.';
    const tale = begun().attended('4m').says(words).attended('10m').does('role.assign', { role: 'ic', seat: 'bob' });
    tale.attended('1s');
    expect(evidence(tale, 'hand over')).toBeUndefined();
  });

  it('shows an all-clear that is not true yet only when it has become so, and as late', () => {
    const tale = begun(600).attended('6m').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.does('allclear.give', { text: 'Looks fine.' }).attended('3m');
    expect(evidence(tale, 'close')).toBeUndefined();
    expect(nudges(tale).map(({ id }) => id)).toContain('early');
    tale.attended('2m');
    expect(evidence(tale, 'close')).toMatchObject({
      evidence: 'gave the all-clear at 06:00, before it was true: it became true at 10:00',
      late: true,
    });
    expect(nudges(tale).at(-1)?.text).toMatch(/^It is over\. Not shown yet: /);
  });

  it('is followed from the log alone: a replay gives the same and asks nobody', () => {
    const tale = begun().attended('4m').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.does('can.send', can).attended('6m');
    const again = () => ({ scenario: stage(), sim: longIncident() });
    expect(replay(tale.log, again)).toMatchObject({ matches: true });
    const { session } = rebuild(tale.log, again);
    expect(session.coach.watch?.context).toEqual(tale.session.coach.watch?.context);
    expect(session.coach.shown).toEqual(tale.session.coach.shown);
  });
});

describe('who sees the coach', () => {
  it('fixers and the facilitator, at every moment what a newcomer would see; others never', () => {
    const tale = begun(600).attended('90s').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.attended('5m');
    for (const audience of ['fixers', 'facilitator'] as const)
      expect(tale.view(audience).coach).toEqual(tale.snapshot(audience).coach);
    expect(tale.view('fixers').coach).toMatchObject({ seat: 'ann', watching: 'read the payload' });
    expect(tale.snapshot('breakers').coach).toBeUndefined();
    expect(JSON.stringify([tale.sent.breakers, tale.sent.observers])).not.toContain('Something rings');
  });
});

describe('what the coach may say', () => {
  const words = SKILLS.flatMap((skill) => NUDGES[skill].map(({ text }) => text));

  it('first asks, then says where to look', () => {
    for (const skill of SKILLS) {
      expect(NUDGES[skill][0].text, skill).toContain('?');
      expect(NUDGES[skill][1].afterS, skill).toBeGreaterThan(NUDGES[skill][0].afterS);
    }
  });

  it('names no runbook, no command, no cause and no service', () => {
    for (const text of words)
      expect(text).not.toMatch(/RUN-\d|kubectl|psql|openssl|deploy|restart|rollback|certificate|pool|checkout|retry/i);
  });
});

describe('a briefing', () => {
  it.each([
    ['Condition: checkout fails. Action: rolled back one wave. Need: watch it for ten minutes.', true],
    [
      'Checkout fails for a third of the users, I have restarted nothing and checked the pods, please watch the charts.',
      true,
    ],
    ['You have it now.', false],
    ['Checkout is slow and I do not know why, somebody should really have a look at this one.', false],
  ])('“%s” → %s', (text, expected) => expect(isBriefing(text)).toBe(expected));
});
