import type { Problem } from '../../scenario/problem.ts';
import { found, type Rehearsal } from './rehearsal.ts';

/** Three times the pods of everything must not be a way to win: cheaper than following the runbook. */
export async function checkMaximum(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const [literal] = await of.literal();
  const maximum = await of.maximum();
  if (!literal || !maximum.run.mitigated || maximum.lost > literal.lost) return [];
  const message =
    `three times the pods of every service restore "${scenario.slo}", at ${Math.round(maximum.lost)} user-minutes` +
    ` (the runbook: ${Math.round(literal.lost)})`;
  return [
    found(of, 'maximum-wins', ['world', 'services'], message, 'let a limit stop it: sessions, quota, a cold cache'),
  ];
}
