import type { Problem } from '../../scenario/problem.ts';
import { found, type Rehearsal } from './rehearsal.ts';

/** Telling every service to have the pods that it has changes nothing, to the last user-second. */
export async function checkNoOp(of: Rehearsal): Promise<Problem[]> {
  const [nothing] = await of.nothing();
  const noOp = await of.noOp();
  if (!noOp || !nothing || noOp.lost === nothing.lost) return [];
  const message = `scaling every service to the pods it has changes the outcome: ${noOp.lost.toFixed(1)} user-minutes lost, ${nothing.lost.toFixed(1)} without`;
  return [
    found(
      of,
      'no-op',
      ['world', 'services'],
      message,
      'look for a fault that listens to an action which changes nothing',
    ),
  ];
}
