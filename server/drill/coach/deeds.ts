import { ROLE_NAMES, type Severity } from '../../protocol/roles.ts';
import type { AlertView } from '../../protocol/room.ts';
import type { AnyDraft, EntryDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { clockWords, severityTitle } from '../words.ts';
import { isBriefing } from './briefing.ts';
import { nextSnapshot, type CoachEvent } from './machine.ts';

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
  for (const event of deedsOf(session, draft))
    if (session.coach.watch) session.coach.watch = nextSnapshot(session.coach.watch, event);
}

/** True when the seat belongs to a person who responds. */
function isLearner({ seats }: Session, seat: string | null): boolean {
  const known = seats.get(seat ?? '');
  return known !== undefined && known.kind === 'fixer' && !known.bot;
}

/** Nothing pages and every promise to users is kept: an all-clear would be true. */
export function isCalm({ alerts, sim }: Session): boolean {
  const paging = [...alerts.values()].some(({ tier, state }) => tier === 'page' && state === 'firing');
  return !paging && !sim.slos().some(({ breached }) => breached);
}

function deedsOf(session: Session, draft: AnyDraft): CoachEvent[] {
  const atS = Math.round(draft.simMs / 1000);
  switch (draft.kind) {
    case 'alert.changed': {
      const { kind, tier } = draft.payload.transition;
      const pages = tier === 'page' && (kind === 'firing' || kind === 'repage');
      return [...(pages ? [{ type: 'paged', atS } as const] : []), ...weather(session, atS)];
    }
    case 'evidence.observed':
      return observed(session, draft.payload, atS);
    case 'slo.changed':
    case 'clock.reached':
      return weather(session, atS);
    default:
      return isLearner(session, draft.seat) ? learnersDeed(session, draft, atS) : [];
  }
}

function weather(session: Session, atS: number): CoachEvent[] {
  return [{ type: isCalm(session) ? 'calm' : 'alarmed', atS }];
}

function learnersDeed(session: Session, draft: AnyDraft, atS: number): CoachEvent[] {
  const deed = (evidence: string, late = false) => ({ atS, evidence, late });
  switch (draft.kind) {
    case 'alert.acked':
      return acknowledged(session, draft.payload.fingerprints, atS);
    case 'incident.declared': {
      const { page } = session.stamps;
      const after = page === null ? '' : `, ${clockWords(atS - page)} after the first page`;
      const late = page !== null && atS - page > DECLARE_WITHIN_S;
      const evidence = `declared ${severityTitle(draft.payload.severity)} at ${clockWords(atS)}${after}`;
      return [{ type: 'declared', ...deed(evidence, late) }, ...weather(session, atS)];
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
      const next = `the next one promised for ${clockWords(atS + draft.payload.nextInMin * 60)}`;
      const evidence = `sent a CAN update at ${clockWords(atS)}, ${clockWords(waited)} after declaring; ${next}`;
      const { condition, action, need } = draft.payload;
      const briefing = isBriefing(`condition ${condition}; action ${action}; need ${need}`);
      return [
        { type: 'updated', ...deed(evidence, waited > UPDATE_WITHIN_S) },
        ...(briefing ? [briefed(atS, 'the update')] : []),
      ];
    }
    case 'chat.said':
      return isBriefing(draft.payload.text) ? [briefed(atS, 'a message')] : [];
    case 'role.taken':
      return handed(session, draft.payload, draft.seat, atS);
    case 'allclear.given':
      return [...weather(session, atS), { type: 'cleared', ...deed(`gave the all-clear at ${clockWords(atS)}`) }];
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
  const evidence = naming
    ? `opened ${runbook}, which ${naming.rule} names, at ${clockWords(atS)}`
    : `opened ${runbook} at ${clockWords(atS)}`;
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
  const events: CoachEvent[] = [
    { type: 'looked', atS, evidence: `looked with \`${shown}\` at ${clockWords(atS)}`, late: false },
  ];
  if (step) events.push({ type: 'acted', atS });
  if (changedS !== null && atS - changedS >= VERIFY_AFTER_S) {
    const after = `${clockWords(atS - changedS)} after the change`;
    events.push({ type: 'verified', atS, evidence: `looked with \`${shown}\`, ${after}`, late: false });
  }
  return events;
}

/** A machine's check of a step that a person ran: of one after a change, or of the second step that was looked at. */
function observed(
  session: Session,
  of: { runbook: string; step: number; observed: string },
  atS: number,
): CoachEvent[] {
  const checked = [...session.evidence.values()].filter(
    ({ ran, checks }) =>
      ran.some(({ seat }) => isLearner(session, seat)) &&
      checks.some(({ seat, value }) => seat === null && value !== 'watching'),
  );
  const own = checked.find(({ runbook, step }) => runbook === of.runbook && step === of.step);
  const changedS = lastActS(session);
  const afterChange = changedS !== null && (own?.ran.at(-1)?.atS ?? -1) >= changedS;
  if (!own || (!afterChange && checked.length < 2)) return [];
  const found = of.observed === '' ? '' : ` (${of.observed})`;
  return [{ type: 'verified', atS, evidence: `had ${stepWords(of)} checked against the system${found}`, late: false }];
}

function lastActS({ acted }: Session): number | null {
  return acted.at(-1)?.atS ?? null;
}

function briefed(atS: number, where: string): CoachEvent {
  return {
    type: 'briefed',
    atS,
    evidence: `${where} at ${clockWords(atS)} named condition, action and need`,
    late: false,
  };
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
  const evidence = `gave ${ROLE_NAMES[role]} to ${to} at ${clockWords(atS)}`;
  return [{ type: 'handed', atS, evidence, late: false }];
}

function pagesOf({ alerts }: Session): AlertView[] {
  return [...alerts.values()].filter(({ tier, firedAtS }) => tier === 'page' && firedAtS !== null);
}

function stepWords({ runbook, step }: { runbook: string; step: number }): string {
  return `step ${step} of ${runbook}`;
}
