import { describe, expect, it } from 'vitest';
import type { RecoverableJob } from '../../../server/bots/bot-job.ts';
import type { DeskParts } from '../../../server/desk/parts.ts';
import type { FaultView } from '../../../server/engine/inspect.ts';
import type { FaultCheck } from '../../../server/protocol/breaking.ts';
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
  const jobs: RecoverableJob[] = [];
  const answers: (() => void)[] = [];
  const run = (job: RecoverableJob) =>
    new Promise((resolve) => {
      jobs.push(job);
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
