import type { Problem } from '../../scenario/problem.ts';
import type { FigureDef, InjectDef } from '../../scenario/scenario.ts';
import { found, type Played, type Rehearsal } from './rehearsal.ts';

/** A number with a unit that speaks of now: a share, a rate. Times of day and durations of the past are the author's. */
const SAYS_A_FIGURE = /\d+(?:[.,]\d+)?\s?(?:%|percent|a second|per second|per minute|a minute)/;

/** Figures in the texts lie within the modelled range at the moment when the text is sent. */
export async function checkFigures(of: Rehearsal): Promise<Problem[]> {
  const { injects } = of.scenario;
  const problems = injects.flatMap((inject) => unchecked(of, inject));
  if (!injects.some(({ figures = [] }) => figures.length > 0)) return problems;
  const runs = { nothing: await of.nothing(), right: await of.right() };
  for (const inject of injects)
    inject.figures?.forEach((figure, i) => problems.push(...checkFigure(of, runs, inject, figure, i)));
  return problems;
}

function checkFigure(
  of: Rehearsal,
  { nothing, right }: { nothing: readonly Played[]; right: readonly Played[] },
  inject: InjectDef,
  figure: FigureDef,
  i: number,
): Problem[] {
  const path = ['injects', inject.id, 'figures', i];
  const said = numberIn(figure.says);
  const off: string[] = [];
  for (const [n, idle] of nothing.entries()) {
    const played = [idle, right[n]!].find((one) => deliveredS(one, inject.id) !== null);
    const atS = played ? deliveredS(played, inject.id) : null;
    if (!played || atS === null) continue;
    const value = valueAt(played, figure.metric, atS);
    if (value === null) off.push(`no value at ${atS} s`);
    else if (Math.abs(value - said) > figure.near * Math.abs(said)) off.push(`${value.toPrecision(3)} at ${atS} s`);
  }
  if (off.length === 0) return [];
  const message = `inject "${inject.id}" says ${figure.says}, the model ${off.join(', ')}`;
  return [found(of, 'figure-wrong', path, message, 'write what the model does, or allow more under "near"')];
}

/** A figure that nobody checks is believed until the model changes. */
function unchecked(of: Rehearsal, { id, text, or = [], figures = [] }: InjectDef): Problem[] {
  const [figure] = SAYS_A_FIGURE.exec([text, ...or].join('\n')) ?? [];
  if (figure === undefined || figures.some(({ says }) => figure.includes(says) || says.includes(figure))) return [];
  const message = `inject "${id}" says "${figure}", and no series bears it out`;
  return [found(of, 'figure-unchecked', ['injects', id, 'text'], message, 'add it to the "figures" of the inject')];
}

/** Drill second at which an inject came; null when it did not. */
export function deliveredS({ drill }: Played, inject: string): number | null {
  const entry = drill.entries.find((one) => one.kind === 'inject.delivered' && one.payload.inject === inject);
  return entry ? entry.simMs / 1000 : null;
}

function valueAt({ drill }: Played, metric: string, atS: number): number | null {
  const { times, rows } = drill.sim.queryRange(metric, atS - 5);
  const at = times.findIndex((timeS) => timeS >= atS - 5);
  return rows[at]?.[0]?.value ?? null;
}

function numberIn(text: string): number {
  return Number((/\d[\d ]*(?:\.\d+)?/.exec(text.replaceAll(',', '')) ?? ['0'])[0].replaceAll(' ', ''));
}
