import { describe, expect, it } from 'vitest';
import { parseSlash, seatNamed } from '../../server/protocol/slash.ts';

describe('slash commands', () => {
  it('takes a role for oneself and hands it to someone named', () => {
    expect(parseSlash('/ic')).toEqual({ ok: true, name: 'role.take', payload: { role: 'ic' } });
    expect(parseSlash('/comms @Ravi Menon')).toEqual({ ok: 'assign', role: 'comms', who: 'Ravi Menon' });
  });

  it('opens a form for what was named without words', () => {
    for (const form of ['can', 'decide', 'incident', 'page', 'allclear'] as const)
      expect(parseSlash(`/${form}`)).toEqual({ ok: 'form', form });
  });

  it('says which commands there are when it does not know one', () => {
    const answer = parseSlash('/dance');
    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).toContain('/whatchanged');
  });

  it('reads an update with its next time, ten minutes when none is given', () => {
    expect(parseSlash('/can slow | ops looks | a DBA | next in 5')).toMatchObject({ payload: { nextInMin: 5 } });
    expect(parseSlash('/can slow | ops looks')).toMatchObject({ payload: { need: 'nothing', nextInMin: 10 } });
  });
});

describe('who is meant by a name', () => {
  const seats = [{ name: 'Anna' }, { name: 'Anna Lena' }, { name: 'Ravi' }];

  it('is the whole name first, then the only beginning that fits', () => {
    expect(seatNamed(seats, 'anna')).toBe(seats[0]);
    expect(seatNamed(seats, 'rav')).toBe(seats[2]);
  });

  it('is nobody when two could be meant or none is', () => {
    expect(seatNamed(seats, 'an')).toBeNull();
    expect(seatNamed(seats, 'zoe')).toBeNull();
  });
});
