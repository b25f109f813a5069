import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BotProcess } from '../../server/bots/bot-process.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { writePack } from '../../server/scenario/pack.ts';

describe('bots in a process of their own', () => {
  const bots = new BotProcess();
  let pack: string;
  beforeAll(() => {
    const loaded = loadScenario('scenarios/bad-deploy', null);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    pack = writePack(loaded.scenario);
  });
  afterAll(() => bots.close());

  it('goes on with the next job when one is called off, and says why a job failed', async () => {
    const gone = new AbortController();
    const job = { kind: 'rerun', pack, seed: 'seed-1', runbook: 'RUN-014', sendsOn: false } as const;
    const calledOff = bots.run<'rerun'>(job, undefined, gone.signal);
    const next = bots.run<'rerun'>({ ...job, pack: pack.replace('{"v":1', '{"v":0') });
    gone.abort();
    await expect(calledOff).rejects.toThrow('called off');
    await expect(next).rejects.toThrow('another version');
  }, 60_000);

  it('leaves a job out that is called off in the line, and goes on with the one before it', async () => {
    const gone = new AbortController();
    const heard: string[] = [];
    const job = { kind: 'rerun', pack, seed: 'seed-1', runbook: 'RUN-014', sendsOn: false } as const;
    const first = bots.run<'rerun'>(job, ({ what }) => {
      heard.push(what);
      gone.abort();
    });
    const second = bots.run<'rerun'>(job, ({ what }) => heard.push(`second: ${what}`), gone.signal);
    await expect(second).rejects.toThrow('called off');
    await expect(first).resolves.toMatchObject({ kind: 'rerun' });
    // It was not begun anew for the other's sake.
    expect(heard).toEqual(['Following RUN-014 word for word', 'Reading what came of it']);
  }, 60_000);

  it('waits once for the next job, also when one was called off just as it ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const timers = vi.spyOn(globalThis, 'setTimeout');
      const idle = () => timers.mock.calls.filter(([, ms]) => ms === 60_000).length;
      const gone = new AbortController();
      const job = { kind: 'rerun', pack, seed: 'seed-1', runbook: 'RUN-014', sendsOn: false } as const;
      const calledOff = bots.run<'rerun'>(job, ({ done, of }) => void (done === of && gone.abort()), gone.signal);
      await expect(calledOff).rejects.toThrow('called off');
      // Its result comes, and then the answer to the call.
      while (idle() < 2) await new Promise((goOn) => setImmediate(goOn));
      expect(vi.getTimerCount()).toBe(1);
    } finally {
      vi.restoreAllMocks();
      vi.useRealTimers();
    }
  }, 60_000);
});
