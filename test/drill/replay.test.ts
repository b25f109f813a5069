import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineSimulation } from '../../server/drill/engine-simulation.ts';
import { DrillFileProblem, openDrillFile, readDrillFile, writeDrillFile } from '../../server/drill/drill-file.ts';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { firstBreak } from '../../server/drill/hash.ts';
import { replay, type ResolveStage } from '../../server/drill/replay.ts';
import { upcast, versionOf, type Upcasters } from '../../server/drill/upcast.ts';
import { canaryStage } from '../support/canary-stage.ts';
import { drill, drillOn, ourScenario } from '../support/drill-dsl.ts';
import { busyWorld, moves, playMoves } from '../support/random-drill.ts';

const RUNS = { numRuns: 60, seed: 20261121 };
const resolve: ResolveStage = () => ({ scenario: canaryStage(), sim: busyWorld() });
const played = (list: Parameters<typeof playMoves>[1]) => playMoves(drillOn(canaryStage(), busyWorld()).start(), list);

describe('a replay', () => {
  it('brings about the same outcomes, byte for byte, whatever was done', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { log } = played(list);
        const first = replay(log, resolve);
        expect(first).toMatchObject({ matches: true, entries: log.length });
        expect(replay(log, resolve).digest).toBe(first.digest);
      }),
      RUNS,
    );
  });

  it('of a real drill gives the recorded drill back', () => {
    const tale = drill('connection-pool-exhaustion', { seed: 'replay' }).start().after('9m');
    tale
      .ack()
      .does('incident.declare', { severity: 'sev-2', title: 'Checkout hangs' })
      .opens('RUN-001')
      .runsStep('RUN-001', 1)
      .after('3m')
      .ends();
    const result = replay(tale.log, ({ scenario: id, variant, seed }) => {
      const scenario = ourScenario(id, variant);
      return { scenario, sim: engineSimulation(scenario, seed) };
    });
    expect(result).toMatchObject({ matches: true, entries: tale.log.length });
  });

  it('names the first entry that comes out differently', () => {
    const { log } = drillOn(canaryStage(), busyWorld()).start().after('2m');
    const result = replay(log, () => ({ scenario: canaryStage(), sim: busyWorld({ secret: 'OTHER' }) }));
    const first = log.find(({ kind }) => kind === 'fault.moved')!;
    expect(result).toMatchObject({
      matches: false,
      firstDifference: { seq: first.seq, reason: 'the replay brings about something else' },
    });
  });
});

describe('the chain of a log', () => {
  const { log } = drillOn(canaryStage(), busyWorld()).start().after('3m').says('hello').ends();

  it('is whole as it was written', () => {
    expect(firstBreak(log)).toBeNull();
  });

  it('breaks at an entry that was changed, left out, moved or put in', () => {
    const changed = log.map((entry) =>
      entry.seq === 5 ? ({ ...entry, wallMs: entry.wallMs + 1 } as AnyEntry) : entry,
    );
    expect(firstBreak(changed)).toMatchObject({ seq: 5 });
    expect(firstBreak(log.filter(({ seq }) => seq !== 5))).toMatchObject({ seq: 5 });
    expect(firstBreak([...log.slice(0, 4), log[5]!, log[4]!, ...log.slice(6)])).toMatchObject({ seq: 5 });
    expect(firstBreak([...log.slice(0, 4), log[3]!, ...log.slice(4)])).toMatchObject({ seq: 5 });
  });

  it('tells no cut tail by itself: what was never acknowledged may be missing', () => {
    expect(firstBreak(log.slice(0, -1))).toBeNull();
  });
});

describe('a drill file', () => {
  const { log } = drillOn(canaryStage(), busyWorld()).start().after('2m').ends();

  it('reads back as it was written', () => {
    expect(readDrillFile(writeDrillFile(log))).toEqual(log);
  });

  it('brings its scenario along, where the writer has it', () => {
    const file = writeDrillFile(log, '{"v":1}');
    expect(openDrillFile(file)).toEqual({ entries: log, pack: '{"v":1}' });
    expect(openDrillFile(writeDrillFile(log)).pack).toBeNull();
    expect(() => openDrillFile(file.replace('"seq":1', '"seq":"one"'))).toThrow(/^line 3: not a log entry: seq/);
  });

  it('says at which line it is not one', () => {
    const lines = writeDrillFile(log).split('\n');
    const problem = (text: string) => {
      try {
        readDrillFile(text);
        return null;
      } catch (error) {
        return error instanceof DrillFileProblem ? error.message : error;
      }
    };
    expect(problem('')).toMatch(/^line 1: the file is empty/);
    expect(problem('{"some":"json"}\n')).toMatch(/^line 1: expected the header/);
    expect(problem([...lines.slice(0, 3), lines[3]!.slice(0, 40)].join('\n'))).toMatch(/^line 4: not JSON/);
    expect(problem([...lines.slice(0, 3), '{"seq":3}'].join('\n'))).toMatch(/^line 4: not a log entry: drill /);
  });
});

describe('an entry of an older version', () => {
  const upcasters: Upcasters = {
    'chat.said': [(payload) => ({ ...payload, channel: 'team' }), ({ said, ...rest }) => ({ ...rest, text: said })],
  };
  const old = { kind: 'chat.said', v: 1, payload: { id: 'm1', said: 'hello', persona: null } } as unknown as AnyEntry;

  it('is read in today’s shape', () => {
    expect(upcast(old, upcasters)).toMatchObject({ v: 3, payload: { channel: 'team', text: 'hello' } });
    expect(versionOf('chat.said', upcasters)).toBe(3);
  });

  it('of a newer server is refused with a sentence', () => {
    expect(() => upcast({ ...old, v: 9 }, upcasters)).toThrow(/has version 9, this server knows 3/);
  });
});
