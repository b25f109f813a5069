import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
