import { advance, type Applied } from '../drill/advance.ts';
import { applyInput } from '../drill/apply.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { EntryKind, EntryPayloads } from '../drill/entry.ts';
import { isWords } from '../drill/evolve/staging.ts';
import type { Session } from '../drill/session.ts';
import type { InjectTrial } from '../protocol/control.ts';
import type { TryJob, TryResult } from './bot-job.ts';
import { promiseTitle } from './promise-title.ts';
import { forked, standAgain, type StandingDrill } from './standing-drill.ts';

/** How far we look ahead, seconds. */
const TRIAL_S = 300;
/** Simulated seconds between two readings of the promise: one for each sample. */
const LOOK_EVERY_S = 5;
/** An alert that comes in any case is no effect of the inject unless it comes so much sooner, seconds. */
const SOONER_S = 15;

/** What one way of going on brought about. */
interface Course {
  message: InjectTrial['message'];
  alerts: (InjectTrial['alerts'][number] & { fingerprint: string })[];
  breaches: InjectTrial['breaches'];
  times: number[];
  /** Share of the deciding promise's attempts that were good, percent. */
  kept: number[];
}

/**
 * Fires an inject in a copy of the drill and not in another one, lets nobody respond in either, and tells them apart.
 * Deterministic; the drill itself is not touched.
 */
export function tryInject({ soFar, inject, draft }: TryJob): TryResult {
  const without = standAgain(soFar);
  const withIt = forked(without);
  if (draft) enter(withIt.session, 'inject.written', { inject: { ...draft, id: inject } });
  const fired = course(withIt, 'inject.fired', inject);
  const quiet = course(without, 'inject.skipped', inject);
  return {
    kind: 'try',
    trial: {
      inject,
      message: fired.message,
      forS: TRIAL_S,
      alerts: fired.alerts
        .filter((alert) => isNews(alert, quiet.alerts))
        .map(({ rule, summary, atS }) => ({ rule, summary, atS })),
      breaches: fired.breaches.filter(
        ({ slo, atS }) => !quiet.breaches.some((one) => one.slo === slo && one.atS < atS + SOONER_S),
      ),
      chart: {
        ...promiseOf(without.session),
        times: fired.times,
        lines: [
          { label: 'with the inject', values: fired.kept },
          { label: 'without it', values: quiet.kept },
        ],
      },
    },
  };
}

function isNews({ fingerprint, atS }: Course['alerts'][number], quiet: Course['alerts']): boolean {
  return !quiet.some((one) => one.fingerprint === fingerprint && one.atS < atS + SOONER_S);
}

/** Lets the world go on, with the inject fired or out of the way, while nobody responds. */
function course({ session }: StandingDrill, how: 'inject.fired' | 'inject.skipped', inject: string): Course {
  const { state } = session.clock;
  if (state === 'lobby') enter(session, 'drill.started', { speed: 1 });
  else if (state === 'paused') enter(session, 'drill.resumed', {});
  const told: Course = { message: null, alerts: [], breaches: [], times: [], kept: [] };
  note(session, enter(session, how, { inject }), told, inject);
  const fromS = session.clock.atS;
  read(session, told);
  for (let atS = fromS + LOOK_EVERY_S; atS <= fromS + TRIAL_S; atS += LOOK_EVERY_S) {
    note(session, advance(session, atS), told, inject);
    read(session, told);
  }
  return told;
}

function enter<K extends EntryKind>(session: Session, kind: K, payload: EntryPayloads[K]): Applied[] {
  return applyInput(session, draftAt(session, kind, payload));
}

function read(session: Session, told: Course): void {
  const slo = session.sim.slos().find(({ id }) => id === session.scenario.slo);
  told.times.push(session.clock.atS);
  told.kept.push(Number(((slo?.good ?? 1) * 100).toPrecision(4)));
}

function note(session: Session, applied: readonly Applied[], told: Course, inject: string): void {
  for (const { draft } of applied) {
    const atS = Math.round(draft.simMs / 1000);
    if (draft.kind === 'inject.delivered' && draft.payload.inject === inject) {
      const { via, from, text } = draft.payload;
      if (isWords(via)) told.message = { from, text };
    } else if (draft.kind === 'alert.changed' && draft.payload.transition.kind === 'firing') {
      const { fingerprint, rule, annotations } = draft.payload.transition;
      told.alerts.push({ fingerprint, rule, summary: annotations.summary ?? rule, atS });
    } else if (draft.kind === 'slo.changed' && draft.payload.breached) {
      const { slo } = draft.payload;
      told.breaches.push({ slo, title: promiseTitle(session, slo), atS });
    }
  }
}

/** The chart's frame: the promise that decides whether users are hurt. */
function promiseOf({ scenario }: Session): Pick<InjectTrial['chart'], 'title' | 'unit' | 'bound' | 'boundLabel'> {
  const slo = scenario.world.slos.find(({ id }) => id === scenario.slo);
  const promised = slo ? Number((slo.objective * 100).toPrecision(6)) : null;
  return {
    title: slo?.title ?? scenario.slo,
    unit: 'percent',
    bound: promised,
    boundLabel: promised === null ? '' : `promised: ${promised} %`,
  };
}
