import { describe, expect, it } from 'vitest';
import type { StepEvidenceView } from '../../server/protocol/room.ts';
import { outcomeSign } from '../../web/state/step-outcome.ts';

const nothing: StepEvidenceView = { runbook: 'RUN-001', step: 1, ran: [], checks: [], flags: [], skipped: null };

describe('the word beside a step', () => {
  it('is what the server says became of it, with the reason', () => {
    const outcome = { outcome: 'permission missing', note: 'deploy: permission denied' } as const;
    expect(outcomeSign({ ...nothing, outcome }, null)).toEqual({
      state: 'false',
      word: 'permission missing',
      note: 'deploy: permission denied',
    });
  });

  it('is "skipped" for a step that a later one was done without', () => {
    expect(outcomeSign(null, 3)).toMatchObject({ word: 'skipped', note: 'step 3 was done without it' });
  });

  it('is nothing while nothing has happened, or while a check is being watched', () => {
    expect(outcomeSign(null, null)).toBeNull();
    const checks = [{ check: 0, value: 'watching', observed: '', atS: 3, seat: null }] as const;
    expect(outcomeSign({ ...nothing, checks: [...checks] }, 3)).toBeNull();
  });
});
