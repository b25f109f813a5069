import type { CareChange, CareView } from '../protocol/library.ts';
import { isoDate } from '../runbook/freshness.ts';

const DAY_MS = 86_400_000;
/** Owners review their runbooks every quarter. */
export const REVIEW_EVERY_DAYS = 90;

/** What is kept of the care for a runbook; the owner of today follows from the rotation. */
export interface Care {
  /** Overrides the page's own words; null = the page's. */
  owner: string | null;
  rotation: { people: string[]; everyDays: number; sinceMs: number } | null;
  reviewedMs: number | null;
  reviewedBy: string | null;
  reviewNote: string;
}

export const NO_CARE: Care = { owner: null, rotation: null, reviewedMs: null, reviewedBy: null, reviewNote: '' };

export function readCare(body: string | null): Care {
  return body === null ? NO_CARE : { ...NO_CARE, ...(JSON.parse(body) as Partial<Care>) };
}

/** Who cares for a runbook at a moment, until when, and when it is to be reviewed. `firstMs`: when it came here. */
export function careView(care: Care, page: { owner: string }, firstMs: number, nowMs: number): CareView {
  const { rotation } = care;
  const turn = rotation && turnAt(rotation, nowMs);
  return {
    owner: turn?.owner ?? care.owner ?? page.owner,
    ownerUntilMs: turn?.untilMs ?? null,
    rotation: rotation?.people ?? [],
    reviewedMs: care.reviewedMs,
    reviewedBy: care.reviewedBy,
    reviewDueMs: (care.reviewedMs ?? firstMs) + REVIEW_EVERY_DAYS * DAY_MS,
  };
}

/** Ownership goes round: each of the people in turn for so many days, for ever. */
function turnAt({ people, everyDays, sinceMs }: NonNullable<Care['rotation']>, nowMs: number) {
  if (people.length === 0) return null;
  const turn = Math.max(0, Math.floor((nowMs - sinceMs) / (everyDays * DAY_MS)));
  return { owner: people[turn % people.length]!, untilMs: sinceMs + (turn + 1) * everyDays * DAY_MS };
}

/** The care after a change; `signed` concerns the page, not its care. */
export function withChange(care: Care, change: CareChange, by: string, nowMs: number): Care {
  switch (change.change) {
    case 'owner':
      return { ...care, owner: change.owner, rotation: null };
    case 'rotation':
      return {
        ...care,
        rotation:
          change.people.length === 0 ? null : { people: change.people, everyDays: change.everyDays, sinceMs: nowMs },
      };
    case 'reviewed':
      return { ...care, reviewedMs: nowMs, reviewedBy: by, reviewNote: `${isoDate(nowMs)} ${change.note}`.trim() };
    case 'signed':
      return care;
  }
}
