import { describe, expect, it } from 'vitest';
import { completionsOf } from '../../server/report/completion.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { longIncident } from '../support/long-incident.ts';
import { stage } from '../support/stage.ts';

/** Ann and Bob learn together; CheckoutSlow pages at 01:00. */
const together = () => drillOn(stage(), longIncident(), 'a', 'onboarding').start();
function records(tale: Tale) {
  const log = readLog(tale.log);
  return completionsOf(log, stage(), stampsOf(log, stage()));
}

describe('the records of two who learn together', () => {
  const tale = together().attended('80s').ack().attended('1s');
  tale.by('bob', () =>
    tale.says('This is an incident.').attended('5s').does('incident.declare', { severity: 'sev-1', title: 'Slow' }),
  );
  tale.says('Handing over: users are locked out.').attended('5s').ends();
  const [anns, bobs] = records(tale);

  it('are one for each, with what each has done themselves', () => {
    const shown = (record: typeof anns) => record?.skills.flatMap(({ skill, shown }) => (shown ? [skill] : []));
    expect(records(tale).map(({ seat, name }) => `${seat} ${name}`)).toEqual([
      'ann new responder 1',
      'bob new responder 2',
    ]);
    expect([shown(anns), shown(bobs)]).toEqual([['acknowledge'], ['declare']]);
  });

  it('say when it was, what is missing of what was begun, and what to practise next', () => {
    expect(anns?.skills[0]?.shown?.atS).toBe(80);
    const handover = anns?.skills.find(({ skill }) => skill === 'hand over');
    expect(handover?.missing).toMatch(/^There: words\. Missing: a role given to a colleague; /);
    expect(anns?.practise).toHaveLength(7);
    expect(anns?.practise).toContain(`Hand over: ${handover?.missing}`);
  });

  it('name nobody, and have neither score nor rank', () => {
    const told = JSON.stringify(records(tale).map(({ seat: _seat, ...record }) => record));
    expect(told).not.toMatch(/\b(ann|bob|score|rank|percent)\b/i);
  });

  it('are their own: one takes hers back, and the other’s stays; she may bring it back', () => {
    tale.does('record.withdraw', { withdrawn: true });
    expect(records(tale)).toMatchObject([
      { seat: 'ann', withdrawn: true, skills: [], complete: false, practise: [] },
      { seat: 'bob', withdrawn: false },
    ]);
    tale.does('record.withdraw', { withdrawn: false });
    expect(records(tale)[0]).toEqual(anns);
  });
});

describe('a record', () => {
  it('is nobody’s in another kind of drill, nor of a bot, nor of whoever had left before the start', () => {
    expect(records(drillOn(stage(), longIncident()).start().ends())).toEqual([]);
    const tale = drillOn(stage(), longIncident(), 'a', 'onboarding').as('fay').does('seat.bot', { role: 'sme' });
    tale.does('seat.remove', { seat: 'bob' }).start().ends();
    expect(records(tale).map(({ seat, name }) => [seat, name])).toEqual([['ann', 'the new responder']]);
  });

  it('is somebody’s who was let back in before the start, and nobody’s who had become an observer by then', () => {
    const tale = drillOn(stage(), longIncident(), 'a', 'onboarding').as('fay').does('seat.remove', { seat: 'ann' });
    tale.does('seat.restore', { seat: 'ann' }).does('seat.kind', { seat: 'bob', kind: 'observer' }).start().ends();
    expect(records(tale).map(({ seat }) => seat)).toEqual(['ann']);
  });

  it('of an older log is read as it was written: without a seat', () => {
    const tale = together().enters('skill.shown', { skill: 'declare', evidence: 'declared', late: true }).ends();
    const [first, second] = records(tale);
    expect(first?.skills[2]?.shown).toEqual({ atS: 0, evidence: 'declared', late: true });
    expect(first?.practise).toContain('Declare: the same, sooner.');
    expect(second?.skills.every(({ shown }) => shown === null)).toBe(true);
  });
});
