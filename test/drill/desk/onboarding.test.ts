import { beforeAll, describe, expect, it } from 'vitest';
import { engineSimulation } from '../../../server/drill/engine-simulation.ts';
import type { AnyEntry, Entry, EntryKind } from '../../../server/drill/entry.ts';
import { rebuild, replay, type Stage } from '../../../server/drill/replay.ts';
import { ENGINE_VERSION } from '../../../server/engine/version.ts';
import { SKILLS, type CompletionRecord } from '../../../server/protocol/onboarding.ts';
import { buildDebrief } from '../../../server/report/debrief.ts';
import { debriefMarkdown } from '../../../server/report/markdown.ts';
import { ok, ToldDesk } from '../../support/told-desk.ts';
import { ourScenario } from '../../support/drill-dsl.ts';

const SEED = 'first-shift';

/** One person alone with bots, on the first drill of the path, from Start to the end. */
class FirstShift {
  readonly scenario = ourScenario('quiet-shift', null);
  readonly told = new ToldDesk({
    scenario: this.scenario,
    simulate: () => engineSimulation(this.scenario, SEED),
  });
  entries: AnyEntry[] = [];

  async begins(): Promise<this> {
    const { told } = this;
    told.parts.engine = ENGINE_VERSION;
    const created = await told.desk.createDrill(
      {
        scenario: 'quiet-shift',
        variant: null,
        seed: SEED,
        mode: 'onboarding',
        speed: 1,
        timeboxMin: 25,
        hypothesis: null,
        bots: ['sme', 'comms', 'scribe'],
      },
      { id: 'p-nia', name: 'Nia' },
      { as: 'fixer', path: 1 },
    );
    const { drill, seat } = ok(created);
    told.drill = drill;
    told.seats.nia = seat;
    await told.does('nia', 'drill.start', {});
    return this;
  }

  /** Seconds pass on the live server. */
  async after(seconds: number): Promise<this> {
    for (let passed = 0; passed < seconds; passed++) await this.told.ticker.pass(1000);
    this.entries = await this.told.log();
    return this;
  }

  async until(kind: EntryKind, mostS: number, fits: (entry: AnyEntry) => boolean = () => true): Promise<this> {
    for (let waited = 0; waited < mostS; waited += 5) {
      await this.after(5);
      if (this.entries.some((entry) => entry.kind === kind && fits(entry))) return this;
    }
    throw new Error(`no ${kind} within ${mostS} s`);
  }

  readonly stage = (): Stage => ({ scenario: this.scenario, sim: engineSimulation(this.scenario, SEED) });

  of<K extends EntryKind>(kind: K): Entry<K>[] {
    return this.entries.filter((entry) => entry.kind === kind) as unknown as Entry<K>[];
  }
}

const pages = (entry: AnyEntry) => moved(entry, 'firing');
const resolves = (entry: AnyEntry) => moved(entry, 'resolved');
function moved(entry: AnyEntry, kind: 'firing' | 'resolved'): boolean {
  if (entry.kind !== 'alert.changed') return false;
  const { transition } = entry.payload;
  return transition.kind === kind && transition.tier === 'page';
}

describe('an onboarding drill alone', () => {
  const shift = new FirstShift();
  let record: CompletionRecord;
  let markdown: string;

  beforeAll(async () => {
    const { told } = shift;
    await shift.begins();
    await shift.until('alert.changed', 600, pages);
    const fingerprints = shift
      .of('alert.changed')
      .filter((one) => pages(one as AnyEntry))
      .map((entry) => entry.payload.transition.fingerprint);
    await shift.after(20);
    await told.does('nia', 'alert.ack', { fingerprints });
    await told.does('nia', 'runbook.open', { runbook: 'RUN-060' });
    await shift.after(15);
    await told.does('nia', 'step.run', { runbook: 'RUN-060', step: 1, command: 0, terminal: 't1' });
    await shift.after(30);
    await told.does('nia', 'step.check', { runbook: 'RUN-060', step: 1 });
    await told.does('nia', 'incident.declare', { severity: 'sev-3', title: 'More visitors than usual' });
    await told.does('nia', 'chat.say', { channel: 'team', text: 'What do the charts say?' });
    await shift.after(60);
    await told.does('nia', 'can.send', {
      condition: 'More visitors than usual; nobody fails and nobody waits.',
      action: 'We watch; nothing is changed.',
      need: 'nothing',
      nextInMin: 10,
    });
    await shift.after(60);
    const briefing =
      'Handover. Condition: more visitors, all are served. Action: checked step 1, nothing changed. Need: the update in 9 minutes.';
    await told.does('nia', 'chat.say', { channel: 'team', text: briefing });
    await told.does('nia', 'role.assign', { role: 'ic', seat: 'bot-sme' });
    await shift.until('alert.changed', 1200, resolves);
    await shift.after(120);
    await told.does('nia', 'allclear.give', { text: 'The page has cleared; every promise was kept throughout.' });
    await shift.after(3);
    await told.does('nia', 'drill.end', {});
    await shift.after(0);
    const { session } = rebuild(shift.entries, shift.stage);
    const debrief = buildDebrief({ entries: shift.entries, scenario: shift.scenario, readings: session.sim });
    record = debrief.onboarding!;
    markdown = debriefMarkdown(debrief);
  });

  it('is started, played and ended by its new responder, with nobody to facilitate', () => {
    const seat = shift.told.seats.nia;
    expect(shift.of('drill.started')[0]?.seat).toBe(seat);
    expect(shift.of('drill.ended')[0]).toMatchObject({
      seat,
      payload: { reason: 'The new responder ended the drill.' },
    });
    expect(shift.of('seat.joined').some(({ payload }) => payload.kind === 'facilitator')).toBe(false);
  });

  it('shows all eight skills, each with its evidence in words', () => {
    expect(record.complete).toBe(true);
    expect(record.skills.map(({ skill }) => skill)).toEqual([...SKILLS]);
    const said = Object.fromEntries(record.skills.map(({ skill, shown }) => [skill, shown?.evidence]));
    expect(said).toMatchObject({
      acknowledge: expect.stringMatching(/^acknowledged VisitorsUnusual after 00:\d\d$/),
      'read the payload': expect.stringContaining('opened RUN-060, which VisitorsUnusual names'),
      declare: expect.stringMatching(/^declared SEV-3, .* after the first page$/),
      verify: 'asked the system whether step 1 of RUN-060 had worked',
      update: expect.stringContaining('the next one promised in 10 min'),
      'hand over': expect.stringMatching(/^gave Incident Commander to a bot; the briefing was read back after/),
      close: 'gave the all-clear',
    });
  });

  it('keeps a record without a score, a rank or a name in it', () => {
    expect(record).toMatchObject({ number: 1, name: 'the new responder', hints: 0 });
    expect(JSON.stringify(record)).not.toMatch(/Nia|score|rank/i);
    expect(markdown).toContain('## What was practised');
    expect(markdown).toContain('Every skill was shown');
  });

  it('ends with the coach saying that it is over', () => {
    const last = shift.of('coach.nudged').at(-1);
    expect(last?.payload).toMatchObject({ id: 'end', text: expect.stringMatching(/^It is over, and you have shown/) });
  });

  it('hears from its colleagues: one answers the question, the one who was briefed takes the role with a question', () => {
    const said = shift.of('chat.said').filter(({ seat }) => seat?.startsWith('bot-'));
    expect(said.some(({ payload }) => payload.cue?.startsWith('answer-'))).toBe(true);
    const takes = said.find(({ payload }) => payload.cue?.startsWith('takes-ic'));
    expect(takes?.payload.text).toMatch(/Incident Commander.*\?$/s);
    expect(shift.of('chat.readback').some(({ seat }) => seat === 'bot-sme')).toBe(true);
  });

  it('replays the same: what bots and the coach said is input, and nobody is asked again', () => {
    const again = replay(shift.entries, shift.stage);
    expect(again).toMatchObject({ matches: true, entries: shift.entries.length });
  });
});
