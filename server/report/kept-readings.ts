import type { ImpactView } from '../engine/inspect.ts';
import type { ParBands } from '../scoring/par.ts';
import type { WorldReadings } from './world-readings.ts';

/** Version of the shape below; raised when stored readings can no longer be read as today's. */
const KEPT_VERSION = 1;

interface Kept {
  v: number;
  impact: ImpactView;
  par: ParBands;
  /** Each question with its answer. Labels are left out: a debrief looks at values alone. Null: not a finite number. */
  ranges: { expression: string; fromS: number; times: number[]; rows: (number | null)[][] }[];
}

/** A world's readings as they were kept, with the bands that its figures were held against. */
export interface KeptReadings extends WorldReadings {
  par: ParBands;
}

/** Passes questions on to a world and remembers the answers, for a server that can no longer simulate that world. */
export class RememberedReadings implements WorldReadings {
  readonly #world: WorldReadings;
  readonly #ranges = new Map<string, Kept['ranges'][number]>();

  constructor(world: WorldReadings) {
    this.#world = world;
  }

  impact(): ImpactView {
    return this.#world.impact();
  }

  queryRange(expression: string, fromS: number): ReturnType<WorldReadings['queryRange']> {
    const answer = this.#world.queryRange(expression, fromS);
    const rows = answer.rows.map((row) => row.map(({ value }) => (Number.isFinite(value) ? value : null)));
    this.#ranges.set(keyOf(expression, fromS), { expression, fromS, times: answer.times, rows });
    return answer;
  }

  /** All that was asked so far, as JSON, beside the bands of the day: those on disk follow the scenario's next version. */
  write(par: ParBands): string {
    const kept: Kept = { v: KEPT_VERSION, impact: this.#world.impact(), par, ranges: [...this.#ranges.values()] };
    return JSON.stringify(kept);
  }
}

/** Answers as written by `RememberedReadings`; a question that nobody asked then has no data. Null for another shape. */
export function readReadings(body: string): KeptReadings | null {
  const { v, impact, par, ranges } = JSON.parse(body) as Kept;
  if (v !== KEPT_VERSION) return null;
  const known = new Map(ranges.map((range) => [keyOf(range.expression, range.fromS), range]));
  return {
    par,
    impact: () => impact,
    queryRange(expression, fromS) {
      const { times, rows } = known.get(keyOf(expression, fromS)) ?? { times: [], rows: [] };
      return { times, rows: rows.map((row) => row.map((value) => ({ labels: {}, value: value ?? NaN }))) };
    },
  };
}

function keyOf(expression: string, fromS: number): string {
  return `${fromS} ${expression}`;
}
