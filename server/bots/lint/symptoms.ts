import type { Problem } from '../../scenario/problem.ts';
import type { SymptomDef } from '../../scenario/scenario.ts';
import { faultS, found, type Played, type Rehearsal } from './rehearsal.ts';

/** Symptoms show when nobody does anything, none before the fault, each within its time, in the order written. */
export async function checkSymptoms(of: Rehearsal): Promise<Problem[]> {
  const { symptoms } = of.scenario;
  const problems = new Map<string, Problem>();
  for (const played of await of.nothing()) {
    const shown = symptoms.map((symptom) => shownAfterS(played, symptom));
    shown.forEach((afterS, i) => {
      const { what, withinS } = symptoms[i]!;
      const path = ['symptoms', i];
      const say = (rule: string, message: string, hint: string): void => {
        const key = `${rule} ${i}`;
        if (!problems.has(key)) problems.set(key, found(of, rule, path, `"${what}" ${message} (${played.seed})`, hint));
      };
      if (afterS === null) return say('symptom-missing', 'never shows', 'correct its bound, or the model');
      if (afterS < 0) return say('symptom-early', 'shows before the fault', 'raise its bound above what is normal');
      if (withinS !== null && afterS > withinS)
        say('symptom-late', `shows ${afterS} s after the fault, declared are ${withinS} s`, 'correct the time');
      const before = shown.slice(0, i).findLast((one) => one !== null) ?? null;
      if (before !== null && afterS < before)
        say(
          'symptom-order',
          `shows ${afterS} s after the fault, the one before it after ${before} s`,
          'put them in the order in which they show',
        );
    });
  }
  return [...problems.values()];
}

/** Seconds from the fault to the first sample at which it holds; negative = before it, null = never. */
function shownAfterS(played: Played, { when }: Pick<SymptomDef, 'when'>): number | null {
  const { times, rows } = played.drill.sim.queryRange(when, -600);
  const first = rows.findIndex((row) => row.length > 0);
  return first === -1 ? null : times[first]! - faultS(played);
}
