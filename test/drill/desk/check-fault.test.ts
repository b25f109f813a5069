import { describe, expect, it } from 'vitest';
import type { RecoverableJob } from '../../../server/bots/bot-job.ts';
import type { DeskParts } from '../../../server/desk/parts.ts';
import type { FaultView } from '../../../server/engine/inspect.ts';
import type { FaultCheck } from '../../../server/protocol/breaking.ts';
import type { Progress } from '../../../server/protocol/library.ts';
import { scripted } from '../../support/scripted-simulation.ts';
import { fault, stage, world } from '../../support/stage.ts';
import { ToldDesk } from '../../support/told-desk.ts';

const DIAL = { id: 'n', label: 'Sessions', unit: 'sessions', value: 100, min: 10, max: 200, step: 10 };
const FAULTS = [
  fault('holds', { cost: 10, cooldownS: 0, parameters: [DIAL] }),
  fault('kills', { cost: 10, cooldownS: 0 }),
];
const VIEWS: FaultView[] = FAULTS.map(({ id, title }) => ({ id, title, state: 'idle', done: false, fired: false, sinceS: 0, visited: [] })); // prettier-ignore

/** Bots that answer when the test says so. */
function slowBots(found: Partial<FaultCheck> = {}) {
  const jobs: (RecoverableJob & { signal: AbortSignal; onProgress: (progress: Progress) => void })[] = [];
  const answers: (() => void)[] = [];
  const run = (job: RecoverableJob, onProgress: (progress: Progress) => void, signal: AbortSignal) =>
    new Promise((resolve, reject) => {
      jobs.push({ ...job, onProgress, signal });
      signal.addEventListener('abort', () => reject(new Error('The bots were called off.')));
      const check: FaultCheck = {
        fault: job.fault,
        parameters: { ...(job.fault === 'holds' ? { n: 100 } : {}), ...job.parameters },
        together: [job.fault],
        recoverable: true,
        reason: 'A bot brought it back.',
        backAfterS: 200,
        pageAfterS: 60,
        checkedAtS: job.soFar.atS,
        ...found,
      };
      answers.push(() => resolve({ kind: 'recoverable', check }));
    });
  return { jobs, answers, bots: { run } as unknown as DeskParts['bots'] };
}

async function opened(bots: DeskParts['bots']): Promise<ToldDesk> {
  const simulate = () => scripted({ faults: VIEWS });
  const told = await new ToldDesk({ scenario: stage({ world: world({ faults: FAULTS }) }), simulate, bots }).starts();
  return told;
}

/** Until the bots were asked `count` times. */
async function asked(jobs: readonly unknown[], count = 1): Promise<void> {
  while (jobs.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('checking a fault before it is fired', () => {
  it('plays beside the drill, whose clock goes on, and is logged with who asked', async () => {
    const { jobs, answers, bots } = slowBots();
    const told = await opened(bots);
    await told.ticker.pass(30_000);
    const reply = told.tries('bea', 'fault.check', { fault: 'holds', parameters: { n: 60 } });
    await asked(jobs);
    await told.ticker.pass(20_000);
    answers[0]!();
    expect(await reply).toMatchObject({ ok: true, result: { parameters: { n: 60 }, recoverable: true } });
    expect(jobs[0]).toMatchObject({ fault: 'holds', parameters: { n: 60 }, soFar: { atS: 30 } });
    await told.does('bea', 'fault.fire', { fault: 'holds', parameters: { n: 60 } });
  });

  it('is refused with the bot’s reason when there is no way back', async () => {
    const { jobs, answers, bots } = slowBots({ recoverable: false, reason: 'It stays broken.', backAfterS: null });
    const told = await opened(bots);
    const reply = told.tries('bea', 'fault.check', { fault: 'kills' });
    await asked(jobs);
    answers[0]!();
    expect(await reply).toMatchObject({ ok: true, result: { recoverable: false } });
    expect(await told.tries('bea', 'fault.fire', { fault: 'kills' })).toMatchObject({
      ok: false,
      refusal: { code: 'fault/unrecoverable', message: 'It stays broken.' },
    });
    expect(await told.tries('fay', 'fault.fire', { fault: 'kills' })).toMatchObject({ ok: true });
  });

  it('counts for nothing when another fault came to work meanwhile', async () => {
    const { jobs, answers, bots } = slowBots();
    const told = await opened(bots);
    const reply = told.tries('bea', 'fault.check', { fault: 'kills' });
    await asked(jobs);
    await told.does('fay', 'fault.fire', { fault: 'holds' });
    answers[0]!();
    expect(await reply).toMatchObject({ ok: false, refusal: { code: 'fault/unchecked' } });
  });

  it('asks no bot about a dial out of its bounds, or a fault that is at work', async () => {
    const { jobs, bots } = slowBots();
    const told = await opened(bots);
    const far = await told.tries('bea', 'fault.check', { fault: 'holds', parameters: { n: 500 } });
    expect(far).toMatchObject({ refusal: { code: 'request/malformed' } });
    await told.does('fay', 'fault.fire', { fault: 'holds' });
    expect(await told.tries('bea', 'fault.check', { fault: 'holds' })).toMatchObject({
      refusal: { code: 'fault/not-ready' },
    });
    expect(jobs).toEqual([]);
  });
});

describe('a check under way', () => {
  const STARTED = { how: 'Every remedy at its time', what: 'waits for a sign', done: 3, of: 40, tried: [] };

  it('is told with how far it is to breakers and facilitator, and to whoever comes back in the middle of it', async () => {
    const { jobs, answers, bots } = slowBots();
    const told = await opened(bots);
    const first = told.tries('bea', 'fault.check', { fault: 'holds' });
    const second = told.tries('bea', 'fault.check', { fault: 'kills' });
    await asked(jobs, 2);
    jobs[0]!.onProgress(STARTED);
    const list = [
      { id: 'c1', fault: 'holds', parameters: { n: 100 }, progress: STARTED },
      { id: 'c2', fault: 'kills', parameters: {}, progress: null },
    ];
    expect(told.checks.at(-1)).toEqual({ audiences: ['breakers', 'facilitator'], checks: list });
    const joins = (who: string) => told.desk.join(told.drill, told.seats[who]!, 0);
    expect(await joins('bea')).toMatchObject({ result: { checks: list } });
    expect(await joins('fay')).toMatchObject({ result: { checks: list } });
    expect(JSON.stringify(await joins('ann'))).not.toMatch(/waits for a sign|"checks"/);
    answers.forEach((answer) => answer());
    await Promise.all([first, second]);
    expect(told.checks.at(-1)?.checks).toEqual([]);
  });

  it('is one, when two breakers ask for the same, and the log has its answer once', async () => {
    const { jobs, answers, bots } = slowBots();
    const told = await opened(bots);
    await told.joins('bo', 'breaker');
    const both = [
      told.tries('bea', 'fault.check', { fault: 'holds' }),
      told.tries('bo', 'fault.check', { fault: 'holds', parameters: { n: 100 } }),
    ];
    await asked(jobs);
    await told.ticker.pass(2_000);
    answers[0]!();
    for (const reply of await Promise.all(both)) expect(reply).toMatchObject({ ok: true, result: { fault: 'holds' } });
    expect(jobs).toHaveLength(1);
    expect((await told.kinds()).filter((kind) => kind === 'fault.checked')).toHaveLength(1);
  });

  it('is called off by any breaker: the bots are told, whoever asked hears it, and it may be asked again', async () => {
    const { jobs, answers, bots } = slowBots();
    const told = await opened(bots);
    const reply = told.tries('bea', 'fault.check', { fault: 'holds' });
    await asked(jobs);
    expect(await told.tries('ann', 'check.cancel', { check: 'c1' })).toMatchObject({
      refusal: { code: 'role/not-allowed' },
    });
    await told.does('fay', 'check.cancel', { check: 'c1' });
    expect(jobs[0]!.signal.aborted).toBe(true);
    expect(await reply).toMatchObject({ refusal: { code: 'fault/unchecked', message: 'The check was called off.' } });
    expect(await told.tries('fay', 'check.cancel', { check: 'c1' })).toMatchObject({
      refusal: { code: 'request/too-late' },
    });
    const again = told.tries('bea', 'fault.check', { fault: 'holds' });
    await asked(jobs, 2);
    answers[1]!();
    expect(await again).toMatchObject({ ok: true });
  });

  it('is called off when the drill ends', async () => {
    const { jobs, bots } = slowBots();
    const told = await opened(bots);
    const reply = told.tries('bea', 'fault.check', { fault: 'holds' });
    await asked(jobs);
    await told.does('fay', 'drill.end', {});
    expect(jobs[0]!.signal.aborted).toBe(true);
    expect(await reply).toMatchObject({ refusal: { code: 'drill/ended' } });
  });
});
