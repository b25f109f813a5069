import { describe, expect, it } from 'vitest';
import { tryInject } from '../../server/bots/try-inject.ts';
import { createSession } from '../../server/drill/session.ts';
import type { Entry } from '../../server/drill/entry.ts';
import { advance } from '../../server/drill/advance.ts';
import { applyInput } from '../../server/drill/apply.ts';
import { draftAt } from '../../server/drill/decide/decision.ts';
import { forkSession } from '../../server/drill/fork.ts';
import { snapshot } from '../../server/drill/project/snapshot.ts';
import type { InjectDraft, InjectWhen } from '../../server/protocol/control.ts';
import type { InjectView } from '../../server/protocol/room.ts';
import { writePack } from '../../server/scenario/pack.ts';
import { drill, drillOn, ourScenario, type Tale } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage, world } from '../support/stage.ts';
import { ToldDesk } from '../support/told-desk.ts';

const SLO = { id: 'checkout', journey: 'checkout', title: 'Checkout', objective: 0.99, latencyS: 1, windowS: 60 };
const CEO: InjectDraft = {
  id: null,
  lane: 'chat',
  from: 'CEO',
  text: 'What does this cost?',
  expects: 'a figure',
  fault: null,
  when: { atS: 120 },
};
const SCRIPTED = {
  id: 'press',
  when: { atS: 90 },
  via: 'chat' as const,
  from: 'Press',
  text: 'Any comment?',
  expects: '',
  fault: null,
};

/** A drill with one inject of the scenario, whose world is out of bound from second 30 to 60. */
function staged(): Tale {
  const slos = (atS: number) => [
    { ...SLO, good: 1, breached: atS >= 30 && atS < 60, sinceS: atS >= 30 && atS < 60 ? 30 : null },
  ];
  const at = {
    30: [{ kind: 'slo' as const, slo: 'checkout', breached: true, value: 0.5 }],
    60: [{ kind: 'slo' as const, slo: 'checkout', breached: false, value: 1 }],
  };
  return drillOn(stage({ world: world({ slos: [SLO] }), injects: [SCRIPTED] }), scripted({ slos, at }));
}

function injects(tale: Tale): InjectView[] {
  return tale.view('facilitator').truth?.injects ?? [];
}

function inject(tale: Tale, id: string): InjectView | undefined {
  return injects(tale).find((one) => one.id === id);
}

function heard(tale: Tale): { atS: number; text: string }[] {
  return tale
    .view('fixers')
    .messages.flatMap(({ atS, body }) => (body.kind === 'text' ? [{ atS, text: body.text }] : []));
}

describe('an inject that a facilitator writes', () => {
  it('gets an id, is said at its time, and no fixer hears of it before', () => {
    const tale = staged().start().as('fay').does('inject.write', { inject: CEO });
    expect(tale.lastReply).toEqual({ ok: true, result: { id: 'added-1' } });
    expect(inject(tale, 'added-1')).toMatchObject({
      state: 'to come',
      atS: 120,
      origin: 'added',
      trigger: { atS: 120 },
    });
    tale.after('119s');
    expect(JSON.stringify([tale.sent.fixers, tale.snapshot('fixers')])).not.toContain('What does this cost?');
    tale.after('1s');
    expect(heard(tale)).toContainEqual({ atS: 120, text: 'What does this cost?' });
  });

  it('may be there before the start, and be skipped again', () => {
    const tale = staged().as('fay').does('inject.write', { inject: CEO }).does('inject.skip', { inject: 'added-1' });
    tale.does('inject.write', { inject: { ...CEO, text: 'Second try' } });
    expect(injects(tale).map(({ id, state }) => [id, state])).toEqual([
      ['press', 'to come'],
      ['added-1', 'skipped'],
      ['added-2', 'to come'],
    ]);
    tale.start().after('3m');
    expect(heard(tale).map(({ text }) => text)).toEqual(['Any comment?', 'Second try']);
  });

  it.each<[InjectWhen, number]>([
    [{ on: 'breached', slo: 'checkout', forS: 20 }, 50],
    [{ on: 'restored', slo: 'checkout', forS: 0 }, 60],
    [{ on: 'unfilled', role: 'comms', afterS: 75 }, 75],
    [{ on: 'said', what: 'declare' }, 81],
    [{ on: 'said', what: 'decision' }, 81],
    [{ on: 'acknowledged' }, 300],
  ])('waits for %j, and is read back as it was written', (when, firesAtS) => {
    const tale = staged()
      .start()
      .as('fay')
      .does('inject.write', { inject: { ...CEO, when } });
    expect(inject(tale, 'added-1')).toMatchObject({ atS: null, trigger: when });
    expect(inject(tale, 'added-1')?.when).toMatch(/^when /);
    tale.after('80s').as('ann');
    tale.does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' });
    tale.does('decision.make', { text: 'Wait', reason: '' }).after('100s');
    const fired = inject(tale, 'added-1');
    expect(fired?.state === 'fired' ? fired.atS : 300).toBe(firesAtS);
  });

  it('does not fire twice, and nothing can be done with it any more', () => {
    const tale = staged()
      .start()
      .as('fay')
      .does('inject.write', { inject: CEO })
      .does('inject.fire', { inject: 'added-1' });
    tale.after('3m');
    expect(heard(tale).filter(({ text }) => text === CEO.text)).toHaveLength(1);
    tale.isRefused('inject.write', { inject: { ...CEO, id: 'added-1', text: 'Again' } }, 'inject/settled');
    tale.isRefused('inject.skip', { inject: 'added-1' }, 'inject/settled');
  });
});

describe('an inject of the scenario', () => {
  const edited: InjectDraft = { ...CEO, id: 'press', text: 'We print at four.', when: null };

  it('that was skipped comes back at its own time, delays counted', () => {
    const tale = staged().start().as('fay').does('inject.delay', { inject: 'press', byS: 30 });
    tale.does('inject.skip', { inject: 'press' }).does('inject.restore', { inject: 'press' });
    expect(inject(tale, 'press')).toMatchObject({ state: 'to come', atS: 120 });
    tale.does('inject.restore', { inject: 'press' });
    expect(tale.entries('inject.restored')).toHaveLength(1);
    tale.after('3m');
    expect(heard(tale)).toEqual([{ atS: 120, text: 'Any comment?' }]);
    tale.isRefused('inject.restore', { inject: 'press' }, 'inject/settled');
  });

  it('that comes back after its time gives its facilitator a minute', () => {
    const tale = staged().start().as('fay').does('inject.skip', { inject: 'press' }).after('2m');
    tale.does('inject.restore', { inject: 'press' }).after('59s');
    expect(heard(tale)).toEqual([]);
    tale.after('1s');
    expect(heard(tale)).toEqual([{ atS: 180, text: 'Any comment?' }]);
  });

  it('that waits for something waits for it again, and comes no sooner by a time', () => {
    const waiting = { ...CEO, when: { on: 'acknowledged' as const } };
    const tale = staged().start().as('fay').does('inject.write', { inject: waiting });
    tale.does('inject.skip', { inject: 'added-1' }).does('inject.restore', { inject: 'added-1' });
    expect(inject(tale, 'added-1')).toMatchObject({ state: 'to come', atS: null });
    tale.isRefused('inject.delay', { inject: 'added-1', byS: -30 }, 'inject/settled');
  });

  it('is moved sooner, never into the past', () => {
    const tale = staged().start().after('30s').as('fay').does('inject.delay', { inject: 'press', byS: -30 });
    tale.isRefused('inject.delay', { inject: 'press', byS: -30 }, 'inject/settled');
    tale.after('30s');
    expect(heard(tale)).toEqual([{ atS: 60, text: 'Any comment?' }]);
  });

  it('is edited in words, and keeps its time', () => {
    const tale = staged().start().as('fay').does('inject.write', { inject: edited });
    expect(inject(tale, 'press')).toMatchObject({ origin: 'edited', atS: 90, text: 'We print at four.' });
    tale.after('2m');
    expect(heard(tale)).toEqual([{ atS: 90, text: 'We print at four.' }]);
  });

  it('is edited back as it was: the undo of an edit is an edit', () => {
    const tale = staged()
      .start()
      .as('fay')
      .does('inject.write', { inject: { ...edited, when: { atS: 30 } } });
    const { via, ...was } = SCRIPTED;
    tale.does('inject.write', { inject: { ...was, lane: via } });
    expect(inject(tale, 'press')).toMatchObject({ atS: 90, text: 'Any comment?', from: 'Press' });
  });

  it('keeps a delay when only its words change, also when the screen sends the time along', () => {
    const tale = staged().start().as('fay').does('inject.delay', { inject: 'press', byS: 60 });
    const trigger = inject(tale, 'press')?.trigger ?? null;
    expect(trigger).toEqual({ atS: 150 });
    tale.does('inject.write', { inject: { ...edited, when: trigger } });
    expect(inject(tale, 'press')).toMatchObject({ atS: 150 });
  });

  it('goes on counting a duration when its words change, and begins anew when its condition does', () => {
    const when: InjectWhen = { on: 'breached', slo: 'checkout', forS: 20 };
    const written = () =>
      staged()
        .start()
        .as('fay')
        .does('inject.write', { inject: { ...edited, when } })
        .after('40s');
    const reworded = written()
      .does('inject.write', { inject: { ...edited, text: 'Well?', when } })
      .after('30s');
    expect(inject(reworded, 'press')).toMatchObject({ state: 'fired', atS: 50 });
    const longer: InjectWhen = { ...when, forS: 15 };
    const changed = written()
      .does('inject.write', { inject: { ...edited, when: longer } })
      .after('30s');
    expect(inject(changed, 'press')).toMatchObject({ state: 'fired', atS: 56 });
  });
});

describe('an inject that cannot be', () => {
  const write = (parts: Partial<InjectDraft>) => {
    const tale = staged().start().after('40s');
    return tale.as('fay').tries('inject.write', { inject: { ...CEO, ...parts } });
  };

  it.each<[string, Partial<InjectDraft>, RegExp]>([
    ['a fault that is not in the deck', { fault: 'meteor' }, /fires the fault "meteor".*Choose a fault/],
    ['a promise that nobody made', { when: { on: 'breached', slo: 'nope', forS: 0 } }, /"nope".*promises are checkout/],
    ['a time that lies behind', { when: { atS: 39 } }, /past 00:39.*after 00:40, or write it and fire it now/],
    ['no time at all', { when: null }, /nothing about when it fires.*Give it a time/],
    ['an id that is not there', { id: 'ghost' }, /no inject "ghost"/],
    ['neither words nor a fault', { lane: 'fault' }, /nothing would happen/],
  ])('%s is refused with a way on', (_what, parts, words) => {
    const reply = write(parts);
    expect(reply.ok ? '' : `${reply.refusal.message} ${reply.refusal.hint}`).toMatch(words);
  });

  it('what it would wait for has happened', () => {
    const tale = staged().start().does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }).as('fay');
    const when: InjectWhen = { on: 'said', what: 'declare' };
    tale.isRefused('inject.write', { inject: { ...CEO, when } }, 'inject/settled');
  });

  it('this very second is not behind: it fires with the next one', () => {
    const tale = staged()
      .start()
      .after('40s')
      .as('fay')
      .does('inject.write', { inject: { ...CEO, when: { atS: 40 } } });
    expect(inject(tale.after('1s'), 'added-1')).toMatchObject({ state: 'fired', atS: 41 });
  });
});

describe('injects of the set-up', () => {
  it('stand in the script from the start and are replayed with it', () => {
    const own = staged();
    const written = [
      { ...CEO, id: 'cost', when: { atS: 10 } },
      { ...CEO, id: 'press', text: 'Comment!', when: null },
    ];
    const first = own.log[0] as Entry<'drill.created'>;
    const session = createSession(stage({ injects: [SCRIPTED] }), scripted(), {
      ...first,
      payload: { ...first.payload, injects: written },
    });
    applyInput(session, draftAt(session, 'drill.started', { speed: 1 }));
    advance(session, 100);
    expect(session.messages.map(({ atS, body }) => [atS, body])).toEqual([
      [10, { kind: 'text', text: CEO.text }],
      [90, { kind: 'text', text: 'Comment!' }],
    ]);
    expect([...session.written]).toEqual([
      ['cost', 'added'],
      ['press', 'edited'],
    ]);
  });
});

describe('trying an inject', () => {
  const tale = drill('bad-deploy', { variant: 'missing-variable', seed: 'trial' });
  const pack = writePack(ourScenario('bad-deploy', 'missing-variable'));
  const [fault] = tale.session.scenario.timeline.map((one) => one.fault);

  it('before the start shows what its fault would do to a fresh world, against the same world without it', () => {
    const draft: InjectDraft = { ...CEO, id: 'early', lane: 'fault', fault: fault ?? null };
    const soFar = { pack, entries: tale.log, atS: 0 };
    const { trial } = tryInject({ kind: 'try', soFar, inject: 'early', draft });
    expect(trial).toMatchObject({ inject: 'early', message: null, forS: 300 });
    expect(trial.alerts.length).toBeGreaterThan(0);
    expect(trial.breaches.map(({ slo }) => slo)).toContain(tale.session.scenario.slo);
    const [withIt, without] = trial.chart.lines.map(({ values }) => values);
    expect(trial.chart.times).toHaveLength(61);
    expect(Math.min(...(withIt as number[]))).toBeLessThan(trial.chart.bound!);
    // The scenario fires the same fault by itself at minute 3: without the inject it hurts later.
    expect(withIt![30]).toBeLessThan(without![30]!);
  });

  it('of words alone shows the words and no effect, and the drill that was asked about stays as it was', () => {
    const before = tale.log.length;
    const soFar = { pack, entries: tale.log, atS: 0 };
    const { trial } = tryInject({ kind: 'try', soFar, inject: 'cost', draft: { ...CEO, id: 'cost' } });
    expect(trial).toMatchObject({ message: { from: 'CEO', text: CEO.text }, alerts: [], breaches: [] });
    expect(trial.chart.lines[0]?.values).toEqual(trial.chart.lines[1]?.values);
    expect(tale.log).toHaveLength(before);
  });
});

describe('a forked session', () => {
  it.each(['game-day', 'tabletop', 'onboarding'] as const)('of a %s goes on without the first', (mode) => {
    const own = staged();
    const first = own.log[0] as Entry<'drill.created'>;
    const created = { ...first, payload: { ...first.payload, mode } };
    const session = createSession(stage({ injects: [SCRIPTED] }), scripted(), created);
    applyInput(session, draftAt(session, 'seat.joined', { seat: 'ann', kind: 'fixer', approved: true }));
    applyInput(session, draftAt(session, 'drill.started', { speed: 1 }));
    const before = JSON.stringify(snapshot(session, 'facilitator'));
    const fork = forkSession(session, scripted());
    expect(JSON.stringify(snapshot(fork, 'facilitator'))).toBe(before);
    applyInput(fork, draftAt(fork, 'inject.fired', { inject: 'press' }));
    advance(fork, 60);
    expect(fork.messages).toHaveLength(1);
    expect(JSON.stringify(snapshot(session, 'facilitator'))).toBe(before);
  });
});

describe('a question that bots answer', () => {
  it('does not hold the drill, has one reply however often it is asked, and leaves no entry', async () => {
    const asked: unknown[] = [];
    let answer: (result: unknown) => void = () => undefined;
    const bots = {
      run: (job: unknown) => {
        asked.push(job);
        return new Promise<unknown>((resolve) => (answer = resolve));
      },
    } as unknown as ToldDesk['parts']['bots'];
    const desk = await new ToldDesk({ scenario: stage({ injects: [SCRIPTED] }), bots }).starts();
    const entries = (await desk.log()).length;
    const id = '00000000-0000-4000-8000-000000000001';
    const replies = [1, 2].map(() => desk.tries('fay', 'inject.try', { inject: 'press' }, id));
    await expect.poll(() => asked).toHaveLength(1);
    await desk.does('ann', 'chat.say', { channel: 'team', text: 'We go on meanwhile.' });
    answer({ kind: 'try', trial: { inject: 'press' } });
    const trial = { ok: true, result: { inject: 'press' } };
    expect(await Promise.all(replies)).toEqual([trial, trial]);
    expect(await desk.tries('fay', 'inject.try', { inject: 'press' }, id)).toEqual(trial);
    expect(asked).toHaveLength(1);
    expect((await desk.log()).length).toBe(entries + 1);
    expect(asked[0]).toMatchObject({ kind: 'try', inject: 'press', soFar: { atS: 0 } });
  });

  it('is refused beyond three at a time, and bots that break harm this question alone', async () => {
    const failures: ((error: Error) => void)[] = [];
    const run = () => new Promise<never>((_, reject) => failures.push(reject));
    const bots = { run } as ToldDesk['parts']['bots'];
    const desk = await new ToldDesk({ scenario: stage({ injects: [SCRIPTED] }), bots }).starts();
    const three = [1, 2, 3].map(() => desk.tries('fay', 'inject.try', { inject: 'press' }));
    await expect.poll(() => failures).toHaveLength(3);
    expect(await desk.tries('fay', 'inject.try', { inject: 'press' })).toMatchObject({
      refusal: { code: 'request/rate-limited' },
    });
    for (const fail of failures) fail(new Error('The bots stopped.'));
    for (const reply of await Promise.all(three))
      expect(reply).toMatchObject({ refusal: { code: 'server/unexpected' } });
    await desk.does('ann', 'chat.say', { channel: 'team', text: 'Still here.' });
  });

  it('is for facilitators, about an inject that is still to come', async () => {
    const desk = await new ToldDesk({ scenario: stage({ injects: [SCRIPTED] }) }).starts();
    expect(await desk.tries('ann', 'inject.try', { inject: 'press' })).toMatchObject({
      refusal: { code: 'role/not-allowed' },
    });
    await desk.does('fay', 'inject.fire', { inject: 'press' });
    expect(await desk.tries('fay', 'inject.try', { inject: 'press' })).toMatchObject({
      refusal: { code: 'inject/settled' },
    });
  });
});
