import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isBriefing } from '../../server/drill/coach/briefing.ts';
import { coachMachine } from '../../server/drill/coach/machine.ts';
import { ASIDES, NUDGES } from '../../server/drill/coach/nudges.ts';
import { SKILL_MEANS } from '../../server/drill/coach/skills.ts';
import { rebuild, replay } from '../../server/drill/replay.ts';
import { SKILLS } from '../../server/protocol/onboarding.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import { resurfaced } from '../../server/scenario/surface.ts';
import { drillOn, ourScenario, type Tale } from '../support/drill-dsl.ts';
import { longIncident } from '../support/long-incident.ts';
import { pointersOf, secretsOf } from '../support/secrets.ts';
import { stage } from '../support/stage.ts';

const FOLDERS = scenarioFolders('scenarios').map((folder) => folder.split('/').at(-1)!);
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** CheckoutSlow pages at 01:00; nobody is told what to do. */
const begun = (overS?: number) =>
  drillOn(stage(), longIncident(overS === undefined ? {} : { overS }), 'a', 'onboarding').start();
const nudges = (tale: Tale) =>
  tale.entries('coach.nudged').map(({ payload, simMs }) => ({ ...payload, atS: simMs / 1000 }));
const evidence = (tale: Tale, skill: (typeof SKILLS)[number]) => tale.session.coach.shown.get('ann')?.get(skill);
const missing = (tale: Tale, skill: (typeof SKILLS)[number]) => tale.session.coach.missing.get('ann')?.get(skill);
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
    expect(tale.attended('10m').entries('skill.shown')).toEqual([]);
  });

  it('counts a look before acting as reading the payload, and a look after it as verifying', () => {
    const tale = begun().attended('2m').ack().types('psql -c "select 1"').attended('10s');
    expect(evidence(tale, 'read the payload')?.evidence).toBe('looked with `psql -c "select 1"`');
    expect(evidence(tale, 'verify')).toBeUndefined();
    tale.types('restart').attended('30s').types('psql -c "select 2"').attended('1s');
    expect(evidence(tale, 'verify')?.evidence).toBe('looked with `psql -c "select 2"`, 00:30 after the change');
  });

  it('calls it late to read the payload when somebody has acted before', () => {
    const tale = begun().attended('2m').ack().types('restart').attended('10s').opens('RUN-001').attended('1s');
    expect(evidence(tale, 'read the payload')).toMatchObject({ late: true });
    expect(evidence(tale, 'find the runbook')?.evidence).toBe('opened RUN-001, which CheckoutSlow names');
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

  const BRIEFING = 'Handover. Condition: users are locked out. Action: looked from outside. Need: the update at 14:20.';
  const gives = (tale: Tale) => tale.does('role.assign', { role: 'ic', seat: 'bob' });
  /** Bob confirms the newest words of the channel. */
  const readsBack = (tale: Tale) => {
    const message = tale.session.messages.findLast(({ body }) => body.kind === 'text')!.id;
    return tale.by('bob', () => tale.does('chat.readback', { message })).attended('1s');
  };

  it('sees a handover when the colleague who got the role has read the words back, in whatever order they came', () => {
    const first = readsBack(gives(begun().attended('4m').says(BRIEFING)).attended('10s'));
    expect(evidence(first, 'hand over')).toMatchObject({
      evidence: 'gave Incident Commander to a colleague; the briefing was read back after 00:10',
      message: first.session.messages.find(({ body }) => body.kind === 'text')!.id,
    });
    const second = gives(begun().attended('4m')).attended('1m').says(BRIEFING).attended('5s');
    expect(evidence(second, 'hand over')).toBeUndefined();
    expect(evidence(readsBack(second), 'hand over')).toBeDefined();
    const third = gives(readsBack(begun().attended('4m').says(BRIEFING))).attended('1s');
    expect(evidence(third, 'hand over')).toBeDefined();
  });

  it('lets somebody hand on their own role where another commands, and no other', () => {
    const tale = begun().attended('4m').does('role.take', { role: 'ops' });
    tale.by('bob', () => tale.does('role.take', { role: 'ic' }));
    tale.isRefused('role.assign', { role: 'comms', seat: 'bob' }, 'role/not-allowed');
    tale.says(BRIEFING).does('role.assign', { role: 'ops', seat: 'bob' });
    expect(evidence(readsBack(tale), 'hand over')?.evidence).toMatch(/^gave Operations Lead to a colleague; /);
  });

  it('leaves it to the colleague whether free words were a briefing', () => {
    const tale = gives(begun().attended('4m')).says('Bob, it is all yours, everything stands in the channel above.');
    expect(evidence(readsBack(tale), 'hand over')).toBeDefined();
  });

  it('takes neither for a handover: a role without words, words without a role, words of ten minutes ago', () => {
    expect(evidence(gives(begun().attended('4m')).attended('1s'), 'hand over')).toBeUndefined();
    expect(evidence(readsBack(begun().attended('4m').says(BRIEFING)), 'hand over')).toBeUndefined();
    const late = readsBack(gives(begun().attended('4m').says(BRIEFING).attended('10m')));
    expect(evidence(late, 'hand over')).toBeUndefined();
    const another = gives(begun().attended('4m').says(BRIEFING));
    another.enters('seat.joined', { seat: 'cat', kind: 'fixer', approved: true });
    const message = another.session.messages.find(({ body }) => body.kind === 'text')!.id;
    another.by('cat', () => another.does('chat.readback', { message })).attended('1s');
    expect(evidence(another, 'hand over'), 'read back by somebody else').toBeUndefined();
  });

  it('says in plain words what is missing of what was begun', () => {
    const tale = begun().attended('4m').says('Handing over: users are locked out since 14:01.').attended('1s');
    expect(missing(tale, 'hand over')).toBe(
      'There: words. Missing: a role given to a colleague; what is being done; what is promised or left to do.',
    );
    gives(tale).attended('1s');
    expect(missing(tale, 'hand over')).toContain('that the colleague reads it back');
    expect(tale.view('fixers').coach?.skills.find(({ skill }) => skill === 'hand over')?.missing).toContain('There: ');
    readsBack(tale);
    expect([missing(tale, 'hand over'), evidence(tale, 'hand over')?.late]).toEqual([undefined, false]);
  });

  it.each([
    ['This is an incident, sev 1 I think.', 'declare', 'incident.declare', { severity: 'sev-1', title: 'Slow' }],
    ['Update: users are locked out, we look from outside, next in ten.', 'update', null, null],
    ['Bob, can you take over from here?', 'hand over', 'role.assign', { role: 'ic', seat: 'bob' }],
    ['It is over, all clear.', 'close', null, null],
  ] as const)('offers the form for “%s”: %s, until it is done', (text, skill, command, payload) => {
    const tale = begun().attended('2m').says(text).attended('1s');
    expect(tale.view('fixers').coach?.offer).toMatchObject({ skill });
    expect(missing(tale, skill)).toMatch(/Missing: /);
    if (command) expect(tale.does(command, payload).attended('1s').view('fixers').coach?.offer).toBeUndefined();
    else expect(tale.says('Hm.').attended('1s').view('fixers').coach?.offer).toBeUndefined();
  });

  it('asks after five minutes in which nobody did anything, and not while somebody is in the middle of something', () => {
    const still = nudges(begun().attended('12m')).filter(({ id }) => id.startsWith('still-'));
    expect(still.map(({ text }) => text)).toEqual([expect.stringMatching(/^It has been quiet for a while/)]);
    const busy = begun().attended('70s');
    for (let line = 0; line < 60; line++) busy.types('psql -c 1').attended('5s');
    expect(nudges(busy)).toEqual([]);
  });

  it('is quiet for as long as it was asked to be, or until asked, and ticks all the same', () => {
    const tale = begun().attended('70s').does('coach.quiet', { minutes: 10 }).attended('9m');
    expect(nudges(tale)).toEqual([]);
    expect(tale.view('fixers').coach?.quiet).toEqual({ untilS: 670 });
    expect(evidence(tale.ack().attended('1s'), 'acknowledge')).toBeDefined();
    expect(nudges(tale.attended('3m')).length).toBeGreaterThan(0);
    const off = begun().does('coach.quiet', { minutes: null }).attended('20m');
    expect(nudges(off)).toEqual([]);
    off.does('coach.quiet', { minutes: 0 }).attended('1m');
    expect([nudges(off).length > 0, off.view('fixers').coach?.quiet]).toEqual([true, undefined]);
    drillOn(stage(), longIncident()).start().isRefused('coach.quiet', { minutes: 5 }, 'role/not-allowed');
  });

  it('keeps a list for each of two who learn together, and asks the team for what nobody has shown', () => {
    const tale = begun().attended('80s').ack().opens('RUN-001');
    tale.by('bob', () => tale.does('incident.declare', { severity: 'sev-1', title: 'Slow' })).attended('1s');
    const shown = (seat: string) => [...(tale.session.coach.shown.get(seat)?.keys() ?? [])];
    expect(shown('ann')).toEqual(['acknowledge', 'read the payload', 'find the runbook']);
    expect(shown('bob')).toEqual(['declare']);
    const { coach } = tale.attended('9m').view('fixers');
    expect(coach).toMatchObject({ seat: 'ann', watching: 'update', others: [{ seat: 'bob', watching: 'update' }] });
    expect(nudges(tale).map(({ skill }) => skill)).not.toContain('declare');
  });

  it('reads logs from when a drill had one list', () => {
    const tale = begun().enters('skill.shown', { skill: 'declare', evidence: 'declared', late: false });
    expect(evidence(tale, 'declare')).toMatchObject({ evidence: 'declared' });
  });

  it('shows an all-clear that is not true yet only when it has become so, and as late', () => {
    const tale = begun(600).attended('6m').ack().does('incident.declare', { severity: 'sev-1', title: 'Slow' });
    tale.does('allclear.give', { text: 'Looks fine.' }).attended('3m');
    expect(evidence(tale, 'close')).toBeUndefined();
    expect(nudges(tale).map(({ id }) => id)).toContain('early');
    tale.attended('2m');
    expect(evidence(tale, 'close')).toMatchObject({
      evidence: 'gave the all-clear 04:00 before it was true',
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
    const contexts = (one: typeof session) =>
      [...(one.coach.watch ?? [])].map(([seat, { context }]) => [seat, context]);
    expect(contexts(session)).toEqual(contexts(tale.session));
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
  const words = [
    ...SKILLS.flatMap((skill) => NUDGES[skill].map(({ text }) => text)),
    ...[ASIDES.quiet, ASIDES.early, ASIDES.still, ...ASIDES.calmAgain, ASIDES.promise('14:06')],
    ...[ASIDES.end([]), ASIDES.end(SKILLS)],
    ...SKILLS.map((skill) => SKILL_MEANS[skill]),
  ];

  it('first asks, then says where to look', () => {
    for (const skill of SKILLS) {
      expect(NUDGES[skill][0].text, skill).toContain('?');
      expect(NUDGES[skill][1].afterS, skill).toBeGreaterThan(NUDGES[skill][0].afterS);
    }
  });

  // "Web" and the like are whole words: a nudge that says "where" names no part of the shop.
  const says = (word: string) =>
    words.filter((text) => new RegExp(`(?<![a-z0-9-])${escaped(word)}(?![a-z0-9-])`, 'i').test(text));

  it.each(FOLDERS)('names no part, runbook, tool, cause or remedy of %s, in any variant and under any names', (id) => {
    const any = ourScenario(id, null);
    const variants = any.variants.map((variant) => ourScenario(id, variant.id));
    // Names are drawn alike in every variant.
    const others = ['a', 'b', 'c'].map((seed) => resurfaced(any, seed));
    for (const scenario of [...variants, ...others])
      for (const word of [...secretsOf(scenario), ...pointersOf(scenario)]) expect(says(word), word).toEqual([]);
  });

  it('names no kind of cause and no move either', () => {
    for (const text of words)
      expect(text).not.toMatch(
        /deploy|releas|restart|roll ?back|certificate|pool|lock|cache|retr[yi]|vendor|migrat|leak/i,
      );
  });
});

describe('the machine', () => {
  it('is drawn in the docs as it is: every region, with every state and every event that moves it', () => {
    const page = readFileSync('docs/onboarding.md', 'utf8');
    for (const skill of SKILLS) {
      const row = page.split('\n').find((line) => /^\| `([^`]+)`/.exec(line)?.[1] === skill) ?? '';
      const { states } = coachMachine.config.states![skill]!;
      const drawn = new Set(row.slice(row.indexOf('idle')).match(/[a-zA-Z]+/g));
      const moves = Object.values(states!).flatMap(({ on }) =>
        Object.entries(on ?? {}).flatMap(([event, to]) =>
          JSON.stringify(to).includes('target') || typeof to === 'string' ? [event] : [],
        ),
      );
      for (const word of [...Object.keys(states!), ...moves]) expect(drawn, `${skill}: ${word}`).toContain(word);
    }
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
