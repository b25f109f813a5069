import { daysBetween } from '../freshness.ts';
import { criterion } from './rule.ts';

const RULES = {
  'last-tested': { severity: 'should', title: 'Not tested lately', why: 'A runbook that is not drilled does not work: systems move on, pages do not.' },
} as const; // prettier-ignore

/** Somebody followed it lately, in a drill or for real. */
export const tested = criterion(RULES, ({ runbook, lineOf }, { today, config }) => {
  const { lastTested, steps } = runbook;
  const { staleDays } = config.limits;
  const rule = 'last-tested';
  if (steps.length === 0 && lastTested === null) return [];
  if (lastTested === null)
    return [{ rule, line: 1, message: 'Never tested; a runbook that is not drilled does not work.' }];
  const line = ['lastTested', 'tested', 'lastTest', 'lastDrilled'].map(lineOf).find((at) => at > 1) ?? 1;
  const days = daysBetween(lastTested, today);
  if (days === null) return [{ rule, line, message: `"${lastTested}" is not a date; write 2026-01-31.` }];
  // A day's grace for those who are ahead of UTC.
  if (days < -1) return [{ rule, line, message: `Last tested on ${lastTested}, which is still to come.` }];
  if (days <= staleDays) return [];
  return [{ rule, line, message: `Last tested ${days} days ago; after ${staleDays} days it is due again.` }];
});
