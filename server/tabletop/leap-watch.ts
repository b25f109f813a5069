import type { Applied } from '../drill/advance.ts';
import type { Session } from '../drill/session.ts';

/** What a leap of the world ran into. */
export interface Happenings {
  /** Alerts that page and began to fire, by fingerprint. */
  pages: string[];
  injects: string[];
  /** Promises, by the SLO's id. */
  breached: string[];
  restored: string[];
  /** Symptoms of the scenario that came true, by index. */
  symptoms: number[];
}

export interface LeapWatch {
  /** Drill second at which the leap ends in any case. */
  toS: number;
  /** To be asked after every second with what came about in it: is this where people should talk? */
  isThere: (applied: readonly Applied[]) => boolean;
  happened: Happenings;
}

/** Longest stretch of the world between two rounds. */
const LIMIT_S = 600;
/** What happens so soon after the first event belongs to the same round. */
const BUNDLE_S = 60;
/** Users feel it and nothing has paged: a page is worth waiting for. */
const FOR_PAGE_S = 120;
/** A promise that is kept again must hold so long before it is worth a round: as long as scoring asks for. */
const HOLD_S = 125;

/**
 * Watches a leap for the next thing to talk about: a page, an inject, a promise that breaks or holds again, a symptom.
 * `settleS`: what the table has just done gets so long to show; without another event the leap ends `patienceS` after its
 * beginning.
 */
export function watchLeap(session: Session, { settleS = 0, patienceS = LIMIT_S } = {}): LeapWatch {
  const { scenario, sim, clock } = session;
  const fromS = clock.atS;
  const happened: Happenings = { pages: [], injects: [], breached: [], restored: [], symptoms: [] };
  const unseen = unseenSymptoms(session);
  happened.injects.push(...unshownInjects(session));
  let endS = fromS + (happened.injects.length > 0 ? Math.max(settleS, BUNDLE_S) : patienceS);

  /** Until when a promise that is kept again must hold; nothing else ends the leap before. */
  let holdUntilS = 0;
  const note = (bundleS: number) => {
    const soon = Math.max(fromS + settleS, session.clock.atS + bundleS);
    endS = Math.max(holdUntilS, Math.min(endS, soon));
  };
  const hold = () => {
    holdUntilS = endS = session.clock.atS + HOLD_S;
  };

  const isThere = (applied: readonly Applied[]): boolean => {
    for (const { draft } of applied) {
      if (draft.kind === 'inject.delivered') {
        happened.injects.push(draft.payload.inject);
        note(BUNDLE_S);
      } else if (draft.kind === 'alert.changed') {
        const { kind, tier, fingerprint } = draft.payload.transition;
        if (kind !== 'firing' || tier !== 'page' || happened.pages.includes(fingerprint)) continue;
        happened.pages.push(fingerprint);
        note(BUNDLE_S);
      } else if (draft.kind === 'slo.changed') {
        const { slo, breached } = draft.payload;
        const side = breached ? happened.breached : happened.restored;
        const other = breached ? happened.restored : happened.breached;
        if (other.includes(slo)) other.splice(other.indexOf(slo), 1);
        side.push(slo);
        if (slo === scenario.slo) {
          if (!breached) hold();
          else {
            holdUntilS = 0;
            note(unpaged(session) ? FOR_PAGE_S : BUNDLE_S);
          }
        }
      }
    }
    if (sim.sampledAtS() === session.clock.atS && isFelt(session))
      for (const index of [...unseen]) {
        const { when } = scenario.symptoms[index]!;
        if (sim.query(when).length === 0) continue;
        unseen.delete(index);
        happened.symptoms.push(index);
        note(unpaged(session) ? FOR_PAGE_S : BUNDLE_S);
      }
    return session.clock.atS >= endS;
  };
  return { toS: fromS + LIMIT_S + HOLD_S, isThere, happened };
}

/** What a facilitator sent between two rounds: it is the next thing to talk about. */
function unshownInjects({ injects, scenario, rounds }: Session): string[] {
  const last = rounds.at(-1)?.view.atS ?? 0;
  const shown = rounds.flatMap(({ view }) => view.inject?.text ?? []);
  return scenario.injects.flatMap(({ id, text }) => {
    const known = injects.get(id);
    return known?.state === 'fired' && (known.atS ?? -1) >= last && !shown.includes(text) ? [id] : [];
  });
}

function unpaged({ stamps }: Session): boolean {
  return stamps.page === null;
}

/** Before anybody can feel anything, a symptom is no event: it would be the answer before the question. */
function isFelt({ stamps }: Session): boolean {
  return stamps.page !== null || stamps.impact !== null;
}

/** Those that have not been true since the drill began. */
function unseenSymptoms({ scenario, sim }: Session): Set<number> {
  const unseen = new Set<number>();
  scenario.symptoms.forEach(({ when }, index) => {
    const { rows } = sim.queryRange(when, 0);
    if (rows.every((row) => row.length === 0)) unseen.add(index);
  });
  return unseen;
}
