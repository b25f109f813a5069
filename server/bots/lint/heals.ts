import type { Problem } from '../../scenario/problem.ts';
import { seedsOf } from './solvable.ts';
import { found, type Rehearsal } from './rehearsal.ts';

/** Nothing heals itself unless it says so; what does is still ended sooner by the right move. */
export async function checkHealing(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const nothing = await of.nothing();
  const healed = nothing.filter(({ run }) => run.mitigated);
  const unharmed = nothing.filter(({ stamps }) => stamps.impact === null);
  if (unharmed.length > 0) {
    const message = `the fault never breaks "${scenario.slo}" with ${seedsOf(unharmed)}`;
    return [
      found(of, 'no-impact', ['slo'], message, 'let it reach what the promise is about, or promise something else'),
    ];
  }
  if (!scenario.heals && healed.length > 0) {
    const at = healed.map(({ stamps }) => `${stamps.mit?.atS ?? 0} s`).join(', ');
    const message = `with nobody at the keyboard "${scenario.slo}" comes back (${seedsOf(healed)}: at ${at})`;
    return [found(of, 'heals-itself', ['timeline'], message, 'keep the fault going, or write "heals: true"')];
  }
  if (!scenario.heals) return [];
  if (healed.length === 0)
    return [found(of, 'heals-not', ['heals'], 'the fault does not end by itself', 'remove "heals", or let it end')];
  const later = (await of.right()).filter(({ stamps }, i) => {
    const byItself = nothing[i]?.stamps.mit?.atS;
    return byItself !== undefined && stamps.mit !== null && stamps.mit.atS >= byItself;
  });
  if (later.length === 0) return [];
  const message = `the oracle restores "${scenario.slo}" no sooner than it comes back by itself with ${seedsOf(later)}`;
  return [found(of, 'heals-sooner', ['bots', 'oracle'], message, 'act earlier, or let the fault last longer')];
}
