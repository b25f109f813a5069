import { ROLE_NAMES, type Severity } from '../../protocol/roles.ts';
import type { AlertView } from '../../protocol/room.ts';
import type { AnyDraft, EntryDraft, EntryKind } from '../entry.ts';
import type { Session } from '../session.ts';
import { clockWords, severityTitle } from '../words.ts';
import { isBriefing, lacking } from './briefing.ts';
import { firstSnapshot, nextSnapshot, type CoachEvent } from './machine.ts';
import { meantBy, type Meant } from './meaning.ts';
import { isLearner, learnersOf } from './watching.ts';

/** Seconds within which a page is to be acknowledged (MTTA-5 of docs/scoring.md); others as a SEV-3. */
const ACK_WITHIN_S: Partial<Record<Severity, number>> = { 'sev-0': 60, 'sev-1': 180, 'sev-2': 300 };
const ACK_OTHERS_WITHIN_S = 900;
/** A declaration later than that after the first page came late, and so did a first update after the declaration. */
const DECLARE_WITHIN_S = 600;
const UPDATE_WITHIN_S = 600;
/** A look this soon after a change shows the moment of the change, not what came of it. */
const VERIFY_AFTER_S = 5;

/** Lets the coach follow an entry that has just become part of the session. Nothing outside onboarding. */
export function followDeeds(session: Session, draft: AnyDraft): void {
  const { coach } = session;
  if (!coach.watch) return;
  const watch = new Map(coach.watch);
  const tell = (seat: string, event: CoachEvent) => {
    const known = watch.get(seat);
    if (known) watch.set(seat, nextSnapshot(known, event));
  };
  for (const { id } of learnersOf(session))
    if (!watch.has(id)) {
      watch.set(id, firstSnapshot());
      for (const event of soFar(session)) tell(id, event);
    }
  for (const event of moments(session, draft)) for (const seat of watch.keys()) tell(seat, event);
  for (const { seat, event } of deedsOf(session, draft)) tell(seat, event);
  coach.watch = watch;
  noteMeaning(session, draft);
}

/** Nothing pages and every promise to users is kept: an all-clear would be true. */
export function isCalm({ alerts, sim }: Session): boolean {
  const paging = [...alerts.values()].some(({ tier, state }) => tier === 'page' && state === 'firing');
  return !paging && !sim.slos().some(({ breached }) => breached);
}

/** What somebody who comes later finds. */
function soFar(session: Session): CoachEvent[] {
  const { atS } = session.clock;
  return [
    ...(pagesOf(session).length > 0 ? [{ type: 'paged', atS } as const] : []),
    ...(session.incident ? [{ type: 'underWay', atS } as const] : []),
  ];
}

/** What an entry is to every new responder alike. */
function moments(session: Session, draft: AnyDraft): CoachEvent[] {
  const atS = Math.round(draft.simMs / 1000);
  const weather = { type: isCalm(session) ? 'calm' : 'alarmed', atS } as const;
  switch (draft.kind) {
    case 'alert.changed': {
      const { kind, tier } = draft.payload.transition;
      const pages = tier === 'page' && (kind === 'firing' || kind === 'repage');
      return [...(pages ? [{ type: 'paged', atS } as const] : []), weather];
    }
    case 'incident.declared':
      return [{ type: 'underWay', atS }, weather];
    case 'slo.changed':
    case 'clock.reached':
    case 'allclear.given':
      return [weather];
    default:
      return [];
  }
}

interface DeedOf {
  seat: string;
  event: CoachEvent;
}

/** What it is to the one who did it. */
function deedsOf(session: Session, draft: AnyDraft): DeedOf[] {
  const atS = Math.round(draft.simMs / 1000);
  if (draft.kind === 'evidence.observed') return observed(session, draft.payload, atS);
  if (draft.kind === 'chat.readback' && draft.seat !== null)
    return readBack(session, draft.payload.message, draft.seat, atS);
  const { seat } = draft;
  return seat === null ? [] : learnersDeed(session, draft, atS).map((event) => ({ seat, event }));
}

/** The newest words of each that read like something with a form of its own, until that is done or other words follow. */
function noteMeaning({ coach, seats }: Session, draft: AnyDraft): void {
  const { seat } = draft;
  const known = seats.get(seat ?? '');
  if (seat === null || !known || !isLearner(known)) return;
  if (draft.kind === 'chat.said' && draft.payload.channel === 'team') {
    const skill = meantBy(draft.payload.text);
    if (skill) coach.meant.set(seat, { skill, message: draft.payload.id });
    else coach.meant.delete(seat);
  }
  if (coach.meant.get(seat)?.skill === DONE_BY[draft.kind]) coach.meant.delete(seat);
}

/** The form that each of them has. */
const DONE_BY: Partial<Record<EntryKind, Meant>> = {
  'incident.declared': 'declare',
  'can.sent': 'update',
  'role.taken': 'hand over',
  'allclear.given': 'close',
};

function learnersDeed(session: Session, draft: AnyDraft, atS: number): CoachEvent[] {
  const deed = (evidence: string, late = false) => ({ atS, evidence, late });
  switch (draft.kind) {
    case 'alert.acked':
      return acknowledged(session, draft.payload.fingerprints, atS);
    case 'incident.declared': {
      const { page } = session.stamps;
      const after = page === null ? '' : `, ${clockWords(atS - page)} after the first page`;
      const late = page !== null && atS - page > DECLARE_WITHIN_S;
      const evidence = `declared ${severityTitle(draft.payload.severity)}${after}`;
      return [{ type: 'declared', ...deed(evidence, late) }];
    }
    case 'runbook.opened':
      return opened(session, draft.payload.runbook, atS);
    case 'command.ran':
      return ran(session, draft, atS);
    case 'tool.acted':
      return [{ type: 'acted', atS }];
    case 'step.checked':
      return [{ type: 'verified', ...deed(`asked the system whether ${stepWords(draft.payload)} had worked`) }];
    case 'step.judged': {
      const said = draft.payload.value ? 'true' : 'not true';
      return [{ type: 'verified', ...deed(`judged a check of ${stepWords(draft.payload)}: ${said}`) }];
    }
    case 'can.sent': {
      const { incident } = session;
      const waited = atS - (incident?.declaredAtS ?? atS);
      const next = `the next one promised in ${draft.payload.nextInMin} min`;
      const evidence = `sent a CAN update ${clockWords(waited)} after declaring; ${next}`;
      const message = session.messages.at(-1)?.id;
      return [{ type: 'updated', ...deed(evidence, waited > UPDATE_WITHIN_S), ...(message ? { message } : {}) }];
    }
    case 'chat.said':
      return draft.payload.channel === 'team' ? briefed(draft.payload, atS) : [];
    case 'role.taken':
      return handed(session, draft.payload, draft.seat, atS);
    case 'allclear.given':
      return [{ type: 'cleared', ...deed('gave the all-clear') }];
    default:
      return [];
  }
}

function acknowledged(session: Session, fingerprints: readonly string[], atS: number): CoachEvent[] {
  const pages = fingerprints.flatMap((one) => session.alerts.get(one) ?? []).filter(({ tier }) => tier === 'page');
  const first = pages.toSorted((a, b) => pagedAt(a, atS) - pagedAt(b, atS))[0];
  if (!first) return [];
  const waitedS = atS - pagedAt(first, atS);
  const withinS = ACK_WITHIN_S[first.severity] ?? ACK_OTHERS_WITHIN_S;
  const evidence = `acknowledged ${first.rule} after ${clockWords(waitedS)}`;
  return [{ type: 'acknowledged', atS, evidence, late: waitedS > withinS }];
}

function pagedAt({ firedAtS }: AlertView, atS: number): number {
  return firedAtS ?? atS;
}

/** The runbook that a page names is what the page points at, and a runbook that fits. Any other one may be better. */
function opened(session: Session, runbook: string, atS: number): CoachEvent[] {
  const naming = pagesOf(session).find(({ payload }) => payload.firstStep?.runbook === runbook);
  const evidence = naming ? `opened ${runbook}, which ${naming.rule} names` : `opened ${runbook}`;
  const events: CoachEvent[] = [{ type: 'opened', atS, evidence, late: false }];
  return naming ? [{ type: 'looked', atS, evidence, late: false }, ...events] : events;
}

/** A line that only looks: before a change it reads the page's trail, after one it verifies it. */
function ran(session: Session, { payload, seat }: EntryDraft<'command.ran'>, atS: number): CoachEvent[] {
  const { line, step, tools, exitCode } = payload;
  if (tools.length === 0 || exitCode !== 0) return [];
  const acted = session.openLines.has(seat ?? '') || lastActS(session) === atS;
  const shown = line.length > 60 ? `${line.slice(0, 59)}…` : line;
  if (acted) return [{ type: 'acted', atS }];
  const changedS = lastActS(session);
  const events: CoachEvent[] = [{ type: 'looked', atS, evidence: `looked with \`${shown}\``, late: false }];
  if (step) events.push({ type: 'acted', atS });
  if (changedS !== null && atS - changedS >= VERIFY_AFTER_S) {
    const after = `${clockWords(atS - changedS)} after the change`;
    events.push({ type: 'verified', atS, evidence: `looked with \`${shown}\`, ${after}`, late: false });
  }
  return events;
}

/** A machine's check of a step that a person ran: of one after a change, or of the second step that was looked at. */
function observed(session: Session, of: { runbook: string; step: number; observed: string }, atS: number): DeedOf[] {
  const own = session.evidence.get(`${of.runbook}#${of.step}`);
  const last = own?.ran.at(-1);
  if (!own || !last) return [];
  const checked = [...session.evidence.values()].filter(
    ({ ran, checks }) =>
      ran.some(({ seat }) => seat === last.seat) &&
      checks.some(({ seat, value }) => seat === null && value !== 'watching'),
  );
  const changedS = lastActS(session);
  const afterChange = changedS !== null && last.atS >= changedS;
  if (!checked.includes(own) || (!afterChange && checked.length < 2)) return [];
  const found = of.observed === '' ? '' : ` (${of.observed})`;
  const evidence = `had ${stepWords(of)} checked against the system${found}`;
  return [{ seat: last.seat, event: { type: 'verified', atS, evidence, late: false } }];
}

/** Words that were read back are the words of whoever said them. */
function readBack(session: Session, id: string, by: string, atS: number): DeedOf[] {
  const message = session.messages.find((one) => one.id === id);
  if (message?.from.kind !== 'seat') return [];
  return [{ seat: message.from.seat, event: { type: 'readBack', atS, by, message: id, saidAtS: message.atS } }];
}

function lastActS({ acted }: Session): number | null {
  return acted.at(-1)?.atS ?? null;
}

/** Words that brief, or that say that they hand over. */
function briefed({ id, text }: { id: string; text: string }, atS: number): CoachEvent[] {
  if (!isBriefing(text) && meantBy(text) !== 'hand over') return [];
  return [{ type: 'briefed', atS, message: id, lacks: lacking(text) }];
}

/** A role given to somebody else; sitting down oneself is no handover. */
function handed(
  session: Session,
  { seat, role }: { seat: string; role: keyof typeof ROLE_NAMES },
  by: string | null,
  atS: number,
): CoachEvent[] {
  if (seat === by) return [];
  const to = session.seats.get(seat)?.bot ? 'a bot' : 'a colleague';
  return [{ type: 'handed', atS, to: seat, evidence: `gave ${ROLE_NAMES[role]} to ${to}` }];
}

function pagesOf({ alerts }: Session): AlertView[] {
  return [...alerts.values()].filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null);
}

function stepWords({ runbook, step }: { runbook: string; step: number }): string {
  return `step ${step} of ${runbook}`;
}
