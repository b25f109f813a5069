import type { Problem } from '../../scenario/problem.ts';
import { found, type Played, type Rehearsal } from './rehearsal.ts';

/** A signal moves when it leaves its usual value by this share of it. */
const MOVES = 0.15;
/** Seconds of healthy history that are its usual value. */
const USUAL_S = 1200;

/** A red herring shows: its series moves, its change is listed. And it is innocent: without the fault nothing breaks. */
export async function checkRedHerrings(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const [nothing, control] = [await of.nothing(), await of.control()];
  const problems: Problem[] = [];
  scenario.redHerrings.forEach(({ what, signal }, i) => {
    const path = ['redHerrings', i, 'signal'];
    if (signal.startsWith('change ')) {
      if (!isListed(scenario.world.history, signal))
        problems.push(found(of, 'herring-change', path, `"${what}": no ${signal} in world.changes`, 'add the change'));
      return;
    }
    const moves = nothing.map((played) => movement(played, signal));
    if (moves.every((move) => move !== null && move.share >= MOVES)) return;
    const least = moves.find((move) => move === null || move.share < MOVES);
    const told = least
      ? `from ${short(least.usual)} to ${short(least.reached)}, by ${Math.round(least.share * 100)} %`
      : 'not at all: it has no value';
    const hint = `let it move by ${MOVES * 100} % or more, or show another signal`;
    problems.push(found(of, 'herring-still', path, `"${what}" moves ${told}`, hint));
  });
  const broken = control.drill.entries.find(
    (entry) => entry.kind === 'slo.changed' && entry.payload.slo === scenario.slo && entry.payload.breached,
  );
  if (broken) {
    const message = `without its fault "${scenario.slo}" breaks at ${broken.simMs / 1000} s: what is meant to be innocent is not`;
    problems.push(
      found(of, 'herring-guilty', ['redHerrings'], message, 'make the surge smaller, or the service larger'),
    );
  }
  return problems;
}

interface Movement {
  usual: number;
  reached: number;
  /** Of the usual value, 0..; infinite when that is 0. */
  share: number;
}

/** How far the series goes from its usual value; null when it has none. */
function movement({ drill }: Played, signal: string): Movement | null {
  const { times, rows } = drill.sim.queryRange(signal, -USUAL_S);
  const values = rows.map((row) => row[0]?.value ?? Number.NaN);
  const before = values.filter((value, i) => times[i]! < 0 && Number.isFinite(value));
  const during = values.filter((value, i) => times[i]! >= 0 && Number.isFinite(value));
  if (before.length === 0 || during.length === 0) return null;
  const usual = before.reduce((sum, value) => sum + value, 0) / before.length;
  const reached = during.reduce((far, value) => (Math.abs(value - usual) > Math.abs(far - usual) ? value : far), usual);
  const share = reached === usual ? 0 : usual === 0 ? Number.POSITIVE_INFINITY : Math.abs(reached / usual - 1);
  return { usual, reached, share };
}

function isListed(history: readonly { kind: string; target: string }[], signal: string): boolean {
  const [, kind, target] = signal.split(' ');
  return history.some((change) => change.kind === kind && change.target === target);
}

function short(value: number): string {
  return Math.abs(value) >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
