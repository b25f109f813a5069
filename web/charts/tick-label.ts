import { inUnit, type Unit } from '../kit/format.ts';

const units: Record<Unit, string> = {
  seconds: ' s',
  percent: ' %',
  ratio: ' %',
  rate: '/s',
  count: '',
  days: ' d',
  bytes: '',
};

/** A number beside an axis. The unit stands at the top of the scale only; under a second the scale speaks milliseconds. */
export function tickLabel(value: number, top: number, unit: Unit): string {
  if (unit === 'bytes') return value === 0 ? '0' : inUnit(value, 'bytes');
  const inMs = unit === 'seconds' && top < 1;
  const shown = unit === 'ratio' ? value * 100 : inMs ? value * 1000 : value;
  const text = shown >= 10_000 ? `${Number((shown / 1000).toFixed(1))}k` : String(Number(shown.toFixed(2)));
  return Math.abs(value - top) < top * 1e-6 ? text + (inMs ? ' ms' : units[unit]) : text;
}
