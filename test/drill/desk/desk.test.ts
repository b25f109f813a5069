import { describe, expect, it } from 'vitest';
import type { DeskShell } from '../../../server/desk/parts.ts';
import type { Action } from '../../../server/engine/input.ts';
import { memoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable, type LogStore } from '../../../server/store/log-store.ts';
import { scripted } from '../../support/scripted-simulation.ts';
import { alertEffect, stage } from '../../support/stage.ts';
import { ok, plainShell, ToldDesk } from '../../support/told-desk.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const restart: Action = { do: 'db.restart', db: 'orders' };

describe('a command', () => {
  it('is in the log when it is answered', async () => {
    const told = await new ToldDesk().starts();
    await told.does('ann', 'chat.say', { channel: 'team', text: 'hello' }, ID);
    expect((await told.log()).at(-1)).toMatchObject({ kind: 'chat.said', seat: told.seats.ann, command: ID });
  });

  it('sent ten times has one effect and the same reply', async () => {
    const told = await new ToldDesk().starts();
    const declare = () => told.tries('ann', 'incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, ID);
    const replies = await Promise.all(Array.from({ length: 10 }, declare));
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(replies[0]).toMatchObject({ ok: true, result: { id: expect.stringMatching(/^INC-/) } });
    expect((await told.kinds()).filter((kind) => kind === 'incident.declared')).toHaveLength(1);
  });

  it('gets the same reply after the server was killed and started again', async () => {
    const told = await new ToldDesk().starts();
    const first = await told.tries('ann', 'incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, ID);
    await told.restarts();
    expect(await told.tries('ann', 'incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, ID)).toEqual(
      first,
    );
  });

  it('that was refused stays refused: it does not run late when the state has changed', async () => {
    const told = await new ToldDesk().opens();
    const declare = () => told.tries('ann', 'incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, ID);
    expect(await declare()).toMatchObject({ refusal: { code: 'drill/not-started' } });
    await told.does('fay', 'drill.start', {});
    expect(await declare()).toMatchObject({ refusal: { code: 'drill/not-started' } });
  });

  it('cannot borrow the reply of another seat', async () => {
    const told = await new ToldDesk().starts();
    await told.does('ann', 'incident.declare', { severity: 'sev-2', title: 'Checkout hangs' }, ID);
    expect(await told.tries('bob', 'incident.declare', { severity: 'sev-2', title: 'x' }, ID)).toMatchObject({
      refusal: { code: 'request/malformed' },
    });
  });

  it('needs a UUID, a known name and a well-formed payload', async () => {
    const told = await new ToldDesk().starts();
    for (const [name, payload, id] of [
      ['chat.say', { channel: 'team', text: 'x' }, 'not-a-uuid'],
      ['xstate.after', {}, undefined],
      ['__proto__', {}, undefined],
      [['chat.say'] as unknown as string, { channel: 'team', text: 'x' }, undefined],
      ['terminal.run', { terminal: { toString: 1 }, line: 'x' }, undefined],
      ['chat.say', { channel: 'team', text: 'x' }, [ID] as unknown as string],
      ['chat.say', { channel: 'team' }, undefined],
      ['chat.say', { channel: 'team', text: 'x', seat: 'fay' }, undefined],
      ['chat.say', null, undefined],
    ] as const) {
      expect(await told.tries('ann', name, payload, id), name).toMatchObject({
        refusal: { code: 'request/malformed' },
      });
    }
  });

  it('is refused when a seat sends too many', async () => {
    const told = await new ToldDesk().starts();
    const codes: string[] = [];
    for (let n = 0; n < 25; n++) {
      const reply = await told.tries('ann', 'staff.page', { staff: 'dba', text: '' });
      codes.push(reply.ok ? 'ok' : reply.refusal.code);
    }
    expect(codes.filter((code) => code === 'ok')).toHaveLength(20);
    expect(codes.at(-1)).toBe('request/rate-limited');
  });
});

describe('the live clock', () => {
  it('follows wall time times speed, however the beats come', async () => {
    const told = await new ToldDesk().starts();
    await told.ticker.pass(10_000);
    await told.does('fay', 'drill.speed', { speed: 10 });
    await told.ticker.pass(3_000);
    expect((await told.desk.status(told.drill))?.atS).toBe(40);
    expect(told.ticks.at(-1)).toMatchObject({ atS: 40 });
  });

  it('pauses after a gap of wall time, says so, and counts nothing', async () => {
    const told = await new ToldDesk({ simulate: () => scripted({ at: { 30: [alertEffect('firing', 30)] } }) }).starts();
    await told.ticker.pass(10_000);
    told.ticker.sleep(60_000);
    await told.ticker.pass(2_000);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 10 });
    const paused = (await told.log()).findLast(({ kind }) => kind === 'drill.paused');
    expect(paused?.payload).toMatchObject({
      reason: expect.stringMatching(/^The clock stood still for 6\d s \(laptop asleep\?\)/),
    });
    expect(await told.kinds()).not.toContain('alert.changed');
    await told.does('fay', 'drill.resume', {});
    await told.ticker.pass(25_000);
    expect(await told.kinds()).toContain('alert.changed');
  });

  it('pauses too when a command is the first to notice the gap', async () => {
    const told = await new ToldDesk().starts();
    await told.ticker.pass(10_000);
    told.ticker.sleep(60_000);
    expect(await told.tries('ann', 'incident.declare', { severity: 'sev-1', title: 'x' })).toMatchObject({
      refusal: { code: 'drill/paused' },
    });
  });

  it('is logged every ten simulated seconds when nothing else is', async () => {
    const told = await new ToldDesk().starts();
    await told.ticker.pass(35_000);
    const marks = (await told.log()).filter(({ kind }) => kind === 'clock.reached').map(({ simMs }) => simMs);
    expect(marks).toEqual([10_000, 20_000, 30_000]);
  });

  it('goes backwards without harm', async () => {
    const told = await new ToldDesk().starts();
    await told.ticker.pass(10_000);
    told.ticker.nowMs -= 3_600_000;
    await told.does('ann', 'chat.say', { channel: 'team', text: 'what time is it?' });
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running', atS: 10 });
  });
});

describe('a restart', () => {
  it('leaves the drill paused at the last recorded second, and says why', async () => {
    const told = await new ToldDesk().starts();
    await told.ticker.pass(25_000);
    expect(await told.restarts()).toBe(1);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'paused', atS: 20 });
    const joined = ok(await told.desk.join(told.drill, told.seats.ann!, 0));
    expect(joined.kind === 'snapshot' && joined.view.clock.reason).toMatch(/^The server restarted/);
    expect(joined.kind === 'snapshot' && joined.view.seats.map(({ name }) => name)).toEqual([
      'Fay',
      'bea',
      'ann',
      'bob',
    ]);
  });

  it('numbers messages as before, so that a client gets just what it missed', async () => {
    const told = await new ToldDesk().starts();
    await told.does('ann', 'chat.say', { channel: 'team', text: 'one' });
    const seen = told.messages.fixers.at(-1)!.seq;
    await told.does('ann', 'chat.say', { channel: 'team', text: 'two' });
    const missed = told.messages.fixers.filter(({ seq }) => seq > seen);
    await told.restarts();
    const joined = ok(await told.desk.join(told.drill, told.seats.bob!, seen));
    expect(joined.kind === 'tail' && joined.messages.slice(0, missed.length)).toEqual(missed);
  });

  it('finds what the last server brought about but did not live to store', async () => {
    const store = memoryStore();
    let dies = false;
    const dying: LogStore = {
      ...store,
      append: (drill, seq, entries) =>
        dies && entries[0]?.kind === 'alert.changed'
          ? Promise.reject(new StoreUnavailable('killed'))
          : store.append(drill, seq, entries),
    };
    const simulate = () =>
      scripted({
        at: { 5: [alertEffect('firing', 5)] },
        on: (input, atS) => (input.kind === 'alert.ack' ? [alertEffect('acked', atS)] : []),
      });
    const told = await new ToldDesk({ store: dying, simulate }).starts();
    await told.ticker.pass(6_000);
    dies = true;
    await told.does('ann', 'alert.ack', { fingerprints: ['f1'] });
    expect((await told.kinds()).at(-1)).toBe('alert.acked');
    dies = false;
    await told.dies();
    const kinds = await told.kinds();
    expect(kinds.slice(kinds.indexOf('alert.acked'))).toEqual(['alert.acked', 'alert.changed', 'drill.paused']);
  });

  it('does not go on with a log that somebody has touched', async () => {
    const store = memoryStore();
    const told = await new ToldDesk({
      store: {
        ...store,
        read: async (drill, from) =>
          (await store.read(drill, from)).map((entry) =>
            entry.kind === 'chat.said' ? { ...entry, payload: { ...entry.payload, text: 'forged' } } : entry,
          ),
      },
    }).starts();
    await told.does('ann', 'chat.say', { channel: 'team', text: 'true' });
    await told.restarts();
    expect(await told.tries('ann', 'chat.say', { channel: 'team', text: 'x' })).toMatchObject({
      refusal: { code: 'drill/quarantined', message: expect.stringContaining('damaged at entry') },
    });
  });
});

describe('the store', () => {
  it('failing stops the clock and refuses commands; nothing is lost when it is back', async () => {
    const store = memoryStore();
    let down = false;
    const shaky: LogStore = {
      ...store,
      append: (drill, seq, entries) =>
        down ? Promise.reject(new StoreUnavailable('disk full')) : store.append(drill, seq, entries),
    };
    const told = await new ToldDesk({
      store: shaky,
      simulate: () => scripted({ at: { 12: [alertEffect('firing', 12)] } }),
    }).starts();
    await told.ticker.pass(11_000);
    down = true;
    await told.ticker.pass(5_000);
    expect(await told.tries('ann', 'incident.declare', { severity: 'sev-1', title: 'x' })).toMatchObject({
      refusal: { code: 'store/unavailable' },
    });
    expect(told.messages.fixers.flatMap(({ events }) => events).filter(({ type }) => type === 'alert')).toEqual([]);
    await told.ticker.pass(20_000);
    expect((await told.desk.status(told.drill))?.atS).toBe(12);
    down = false;
    await told.ticker.pass(5_000);
    expect(told.messages.fixers.flatMap(({ events }) => events).filter(({ type }) => type === 'alert')).toHaveLength(1);
    const reasons = (await told.log()).flatMap((entry) =>
      entry.kind === 'drill.paused' ? [entry.payload.reason] : [],
    );
    expect(reasons).toEqual([expect.stringMatching(/^Nothing could be stored for \d+ s\./)]);
    expect(await told.desk.status(told.drill)).toMatchObject({ state: 'running' });
  });

  it('refusing a new drill or seat is a refusal too', async () => {
    const store = memoryStore();
    const down = () => Promise.reject(new StoreUnavailable('disk full'));
    const told = await new ToldDesk({ store }).opens();
    store.nameSeat = down;
    store.createDrill = down;
    expect(await told.desk.addSeat(told.drill, 'fixer', 'Cal', true)).toMatchObject({
      refusal: { code: 'store/unavailable' },
    });
    await expect(told.opens()).rejects.toThrow('store/unavailable');
    expect(told.trouble).toHaveLength(2);
  });

  it('handed to another process ends our serving of the drill; ours opens it anew', async () => {
    const told = await new ToldDesk().starts();
    const other = new ToldDesk({ store: told.store });
    other.drill = told.drill;
    other.seats = told.seats;
    await other.desk.recover();
    expect(await told.tries('ann', 'chat.say', { channel: 'team', text: 'here?' })).toMatchObject({ ok: false });
  });
});

describe('a drill that throws', () => {
  it('is quarantined, and the others never notice', async () => {
    let first = true;
    const simulate = () => {
      if (!first) return scripted();
      first = false;
      return {
        ...scripted(),
        tick: () => {
          throw new Error('a bug in the world');
        },
      };
    };
    const told = await new ToldDesk({ simulate }).starts();
    const sick = told.drill;
    await told.starts();
    await told.ticker.pass(3_000);
    expect(await told.desk.submit(sick, 'anyone', { id: ID, name: 'chat.say', payload: {} })).toMatchObject({
      refusal: { code: 'drill/quarantined' },
    });
    expect(told.trouble).toHaveLength(1);
    expect((await told.desk.status(told.drill))?.atS).toBe(3);
  });
});

describe('ended drills', () => {
  it('do not all stay in memory, and open again from their logs', async () => {
    let worlds = 0;
    const told = new ToldDesk({ simulate: () => (worlds++, scripted()) });
    const ended: { drill: string; fay: string }[] = [];
    for (let n = 0; n < 52; n++) {
      await told.starts();
      await told.does('fay', 'drill.end', {});
      ended.push({ drill: told.drill, fay: told.seats.fay! });
    }
    await told.restarts();
    worlds = 0;
    const visit = (index: number) => told.desk.join(ended[index]!.drill, ended[index]!.fay, 0);
    for (let n = 0; n < 52; n++) expect(await visit(n)).toMatchObject({ ok: true });
    expect(await visit(51)).toMatchObject({ ok: true });
    expect(worlds).toBe(52);
    expect(await visit(0)).toMatchObject({ ok: true, result: { view: { clock: { state: 'ended' } } } });
    expect(worlds).toBe(53);
  });
});

describe('a command line', () => {
  const tools = () =>
    scripted({
      tools: { psql: () => ({ stdout: '1\n' }), kill: () => ({ stdout: 'ok\n', actions: [restart] }) },
      on: (input) =>
        input.kind === 'act' ? [{ kind: 'acted', action: input.action, seat: input.seat, ok: true, message: '' }] : [],
    });

  it('logs what its tools do as they do it, and its end', async () => {
    const told = await new ToldDesk({ simulate: tools }).starts();
    const result = await told.does('ann', 'terminal.run', { terminal: 't1', line: 'kill -9' }, ID);
    expect(result).toMatchObject({ line: 'kill -9', stdout: 'ok\n', exitCode: 0, prompt: 'oncall@bastion:~$ ' });
    expect((await told.kinds()).slice(-3)).toEqual(['tool.acted', 'action.happened', 'command.ran']);
    expect(await told.does('ann', 'terminal.run', { terminal: 't1', line: 'kill -9' }, ID)).toEqual(result);
    expect((await told.kinds()).filter((kind) => kind === 'tool.acted')).toHaveLength(1);
  });

  it('that acted before the server was killed is not run again: its reply says so', async () => {
    const stuck: DeskShell = {
      ...plainShell,
      run: (...args) => plainShell.run(...args).then(() => new Promise(() => undefined)),
    };
    const told = await new ToldDesk({ simulate: tools, shell: stuck }).starts();
    void told.tries('ann', 'terminal.run', { terminal: 't1', line: 'kill -9' }, ID);
    while (!(await told.kinds()).includes('tool.acted')) await Promise.resolve();
    await told.dies();
    expect(await told.tries('ann', 'terminal.run', { terminal: 't1', line: 'kill -9' }, ID)).toMatchObject({
      refusal: { code: 'request/too-late' },
    });
    expect((await told.kinds()).filter((kind) => kind === 'tool.acted')).toHaveLength(1);
  });

  it('history lists what this terminal typed, also before a restart', async () => {
    const told = await new ToldDesk({ simulate: tools }).starts();
    await told.does('ann', 'terminal.run', { terminal: 't1', line: 'kill -9' });
    await told.does('ann', 'terminal.run', { terminal: 't2', line: 'kill -1' });
    await told.dies();
    await told.does('fay', 'drill.resume', {});
    const result = await told.does('ann', 'terminal.run', { terminal: 't1', line: 'history' });
    expect(result).toMatchObject({ stdout: '    1  kill -9\n', exitCode: 0 });
  });

  it('that equals a step of an open runbook counts as its evidence', async () => {
    const told = await new ToldDesk({ simulate: tools }).starts();
    await told.does('ann', 'runbook.open', { runbook: 'RUN-001' });
    await told.does('ann', 'terminal.run', { terminal: 't1', line: 'psql   -c "select 1"' });
    expect((await told.log()).findLast(({ kind }) => kind === 'command.ran')?.payload).toMatchObject({
      step: { runbook: 'RUN-001', step: 1, command: 0, how: 'terminal' },
    });
  });

  it('whose tool is missing exits with 127 and is evidence all the same', async () => {
    const told = await new ToldDesk().starts();
    await told.does('ann', 'step.run', { runbook: 'RUN-001', step: 1, command: 0, terminal: 't1' });
    expect((await told.log()).findLast(({ kind }) => kind === 'command.ran')?.payload).toMatchObject({
      exitCode: 127,
      step: { how: 'button' },
    });
  });

  it('holds the queue: its tools see one second, and a second line of the terminal is refused', async () => {
    let release: () => void = () => undefined;
    let begin: () => void = () => undefined;
    const started = new Promise<void>((resolve) => (begin = resolve));
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow: DeskShell = {
      ...plainShell,
      run: async (...args) => {
        begin();
        await gate;
        return plainShell.run(...args);
      },
    };
    const told = await new ToldDesk({ simulate: tools, shell: slow }).starts();
    const line = told.tries('ann', 'terminal.run', { terminal: 't1', line: 'psql' });
    expect(await told.tries('ann', 'terminal.run', { terminal: 't1', line: 'psql' })).toMatchObject({
      refusal: { code: 'terminal/busy' },
    });
    const chat = told.tries('bob', 'chat.say', { channel: 'team', text: 'meanwhile' });
    await started;
    release();
    expect(await line).toMatchObject({ ok: true });
    expect(await chat).toMatchObject({ ok: true });
    expect((await told.kinds()).slice(-2)).toEqual(['command.ran', 'chat.said']);
  });
});

describe('seats', () => {
  it('wait for approval when they come by spoken code, and learn nothing meanwhile', async () => {
    const told = await new ToldDesk().opens();
    const cal = await told.joins('cal', 'fixer', false);
    expect(await told.desk.join(told.drill, cal, 0)).toMatchObject({ refusal: { code: 'seat/waiting' } });
    expect(await told.tries('cal', 'chat.say', { channel: 'team', text: 'hi' })).toMatchObject({
      refusal: { code: 'seat/waiting' },
    });
    await told.does('fay', 'seat.approve', { seat: cal, kind: 'fixer' });
    expect(told.notices).toEqual([`rejoin ${cal}: You are in.`]);
    expect(await told.desk.join(told.drill, cal, 0)).toMatchObject({ ok: true, result: { kind: 'snapshot' } });
  });

  it('that change their kind get a whole new view, whatever number they say', async () => {
    const told = await new ToldDesk().starts();
    await told.does('fay', 'seat.kind', { seat: told.seats.bea!, kind: 'fixer' });
    const joined = ok(await told.desk.join(told.drill, told.seats.bea!, 3));
    expect(joined.kind === 'snapshot' && 'deck' in joined.view).toBe(false);
  });

  it('that are removed can do nothing more', async () => {
    const told = await new ToldDesk().starts();
    await told.does('fay', 'seat.remove', { seat: told.seats.bob! });
    expect(told.notices).toEqual([expect.stringMatching(/^removed /)]);
    expect(await told.tries('bob', 'chat.say', { channel: 'team', text: 'hi' })).toMatchObject({
      refusal: { code: 'session/revoked' },
    });
    expect(await told.desk.join(told.drill, told.seats.bob!, 0)).toMatchObject({ refusal: { code: 'seat/unknown' } });
  });

  it('are shown as here and away', async () => {
    const told = await new ToldDesk().starts();
    await told.desk.present(told.drill, told.seats.ann!, true);
    await told.desk.present(told.drill, told.seats.ann!, true);
    expect(await told.desk.seat(told.drill, told.seats.ann!)).toMatchObject({ state: 'here' });
    await told.restarts();
    expect(await told.desk.seat(told.drill, told.seats.ann!)).toMatchObject({ state: 'away' });
  });
});

describe('telemetry', () => {
  const charts = [
    {
      spec: {
        id: 'c',
        title: 'Pool',
        unit: 'count',
        bound: null,
        stacked: false,
        series: [{ label: 'holders' }],
        about: [],
      },
      expressions: ['holders'],
    },
    {
      spec: {
        id: 'd',
        title: 'States',
        unit: 'count',
        bound: null,
        stacked: true,
        series: [{ label: 'idle' }, { label: 'active' }],
        about: [],
      },
      expressions: ['sum by (state) (x)'],
    },
  ] as const;
  const simulate = () =>
    scripted({
      query: {
        holders: (atS) => [{ labels: {}, value: atS * 2 }],
        'sum by (state) (x)': (atS) => [{ labels: { state: 'active' }, value: atS }],
      },
    });

  it('comes with the tick when a sample closes, one value per series, null without data', async () => {
    const told = await new ToldDesk({
      simulate,
      scenario: stage({ charts: structuredClone(charts) as never }),
    }).starts();
    await told.ticker.pass(6_000);
    expect(told.ticks.filter((tick) => tick.values)).toEqual([
      { drill: told.drill, atS: 5, sampleAtS: 5, values: [10, null, 5] },
    ]);
    const history = await told.does('ann', 'telemetry.history', { fromS: 0 });
    expect(history).toEqual({
      times: [0, 5],
      values: [
        [0, 10],
        [null, null],
        [0, 5],
      ],
    });
  });
});
