import type { AnyEntry } from '../drill/entry.ts';
import { SKILLS, type PathView } from '../protocol/onboarding.ts';
import { PATH } from './path.ts';

/** A drill of the path that a person has played or plays: its log, read once. */
export interface PathRun {
  drill: string;
  number: number;
  dateMs: number;
  ended: boolean;
  skills: number;
  withdrawn?: boolean;
}

/** What a log says about the path and whoever sat on this seat, or anybody; null for a drill that is none of it. */
export function pathRun(drill: string, entries: readonly AnyEntry[], seat?: string): PathRun | null {
  const first = entries[0];
  if (first?.kind !== 'drill.created' || first.payload.path === undefined) return null;
  const own = entries.filter((entry) => seat === undefined || entry.seat === null || entry.seat === seat);
  const shown = new Set(own.flatMap((entry) => (entry.kind === 'skill.shown' ? [entry.payload.skill] : [])));
  const taken = own.findLast((entry) => entry.kind === 'record.withdrawn');
  const started = entries.find(({ kind }) => kind === 'drill.started');
  return {
    drill,
    number: first.payload.path,
    dateMs: (started ?? first).wallMs,
    ended: entries.some(({ kind }) => kind === 'drill.ended'),
    skills: shown.size,
    ...(taken?.kind === 'record.withdrawn' && taken.payload.withdrawn ? { withdrawn: true } : {}),
  };
}

/**
 * The path as one person has walked it. A drill is done when it was ended with every skill shown; the next one is the
 * first that is not. Scenario and variant are named only where the person has seen the debrief: beside a cover they
 * would say what fails.
 */
export function pathView(runs: readonly PathRun[], covers: ReadonlyMap<string, string>): PathView {
  const numbers = PATH.map((_, index) => index + 1);
  const of = (number: number) => runs.filter((run) => run.number === number).toSorted((a, b) => a.dateMs - b.dateMs);
  const isDone = (number: number) =>
    of(number).some(({ ended, skills, withdrawn }) => ended && !withdrawn && skills === SKILLS.length);
  const next = numbers.find((number) => !isDone(number)) ?? null;
  return {
    drills: PATH.map(({ title, about, minutes, scenario, variant }, index) => {
      const number = index + 1;
      const own = of(number);
      const known = own.some(({ ended }) => ended);
      return {
        number,
        title,
        cover: covers.get(scenario) ?? '',
        about,
        minutes,
        scenario: known ? scenario : '',
        variant: known ? variant : '',
        state: isDone(number) ? 'done' : number === next ? 'next' : 'later',
        drill: own.at(-1)?.drill ?? null,
        underWay: underWay(own),
        done: own.filter(({ ended }) => ended).map(doneView),
      };
    }),
  };
}

/** The newest that was begun and not ended, to go on with. */
function underWay(own: readonly PathRun[]): { drill: string; dateMs: number } | null {
  const run = own.findLast(({ ended }) => !ended);
  return run ? { drill: run.drill, dateMs: run.dateMs } : null;
}

/** Of a record that was taken back nothing is told but that. */
function doneView({ drill, dateMs, skills, withdrawn }: PathRun): PathView['drills'][number]['done'][number] {
  return withdrawn ? { drill, dateMs, skills: 0, withdrawn } : { drill, dateMs, skills };
}
