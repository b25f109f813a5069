import type {
  ActionItemView,
  AlertView,
  ChangeView,
  ClockView,
  DecisionView,
  DeckView,
  FactView,
  HintView,
  IncidentView,
  MapNodeView,
  MessageView,
  NoticeView,
  SeatView,
  StepEvidenceView,
} from '../../protocol/room.ts';
import type { AssessmentView, ControlView } from '../../protocol/control.ts';
import { SKILLS, type CoachView, type LearnerView } from '../../protocol/onboarding.ts';
import type { Audience } from '../../protocol/roles.ts';
import type { RoundView, TabletopView } from '../../protocol/tabletop.ts';
import { SKILL_MEANS } from '../coach/skills.ts';
import { learnersOf, watchedSkill } from '../coach/watching.ts';
import { botName } from '../crew/names.ts';
import type { Seat, Session } from '../session.ts';

/**
 * What leaves the server, field by field: nothing goes out because somebody spread an object. Each function copies
 * the fields that its view allows, so that a field added to the state stays inside until it is listed here.
 */

export function clockView({ clock: { state, atS, speed, reason } }: Session): ClockView {
  return { state, atS, speed, reason };
}

export function seatView({ names, drill }: Session, { id, kind, roles, state, ready, vote, bot }: Seat): SeatView {
  const name = bot ? botName(drill, id) : (names.get(id) ?? '');
  return { id, kind, name, roles: [...roles], state, ready, vote, ...(bot ? { bot } : {}) };
}

export function incidentView(incident: IncidentView): IncidentView {
  const { id, severity, title, declaredAtS, nextUpdateAtS, mitigatedSaidAtS, allClearAtS } = incident;
  return { id, severity, title, declaredAtS, nextUpdateAtS, mitigatedSaidAtS, allClearAtS };
}

export function alertView(alert: AlertView): AlertView {
  const { ack, escalated, payload } = alert;
  return {
    fingerprint: alert.fingerprint,
    rule: alert.rule,
    tier: alert.tier,
    severity: alert.severity,
    state: alert.state,
    summary: alert.summary,
    value: alert.value,
    normal: alert.normal,
    labels: { ...alert.labels },
    sinceS: alert.sinceS,
    firedAtS: alert.firedAtS,
    resolvedAtS: alert.resolvedAtS,
    pages: alert.pages,
    lastPageAtS: alert.lastPageAtS,
    ack: ack && { seat: ack.seat, atS: ack.atS },
    escalated: escalated && { to: escalated.to, seat: escalated.seat, atS: escalated.atS },
    forS: alert.forS,
    payload: payloadView(payload),
  };
}

function payloadView(payload: AlertView['payload']): AlertView['payload'] {
  const { impact, verify, diagnostic, firstStep, changed, call, team } = payload;
  return {
    impact,
    verify: verify && { label: verify.label, chart: verify.chart },
    diagnostic,
    firstStep: firstStep && {
      runbook: firstStep.runbook,
      step: firstStep.step,
      text: firstStep.text,
      command: firstStep.command,
    },
    changed: [...changed],
    call,
    team,
  };
}

export function messageView({ id, atS, channel, from, body, readBack }: MessageView): MessageView {
  return { id, atS, channel, from: senderView(from), body: bodyView(body), readBack: readBack.map(byView) };
}

function senderView(from: MessageView['from']): MessageView['from'] {
  if (from.kind === 'seat') return { kind: 'seat', seat: from.seat };
  return from.kind === 'persona' ? { kind: 'persona', name: from.name } : { kind: 'system' };
}

function bodyView(body: MessageView['body']): MessageView['body'] {
  switch (body.kind) {
    case 'text':
    case 'system':
      return { kind: body.kind, text: body.text };
    case 'decision':
      return { kind: 'decision', decision: body.decision };
    case 'can': {
      const { number, condition, action, need, nextAtS } = body;
      return { kind: 'can', number, condition, action, need, nextAtS };
    }
  }
}

function byView({ seat, atS }: { seat: string; atS: number }): { seat: string; atS: number } {
  return { seat, atS };
}

export function factView({ id, kind, text, seat, atS }: FactView): FactView {
  return { id, kind, text, seat, atS };
}

export function decisionView({ id, number, text, reason, seat, atS }: DecisionView): DecisionView {
  return { id, number, text, reason, seat, atS };
}

export function changeView({ id, atS, kind, target, summary, author, diff }: ChangeView): ChangeView {
  return { id, atS, kind, target, summary, author, diff };
}

export function mapView({ measured }: Session): MapNodeView[] {
  return measured.map.map(({ id, kind, health, detail, dependsOn }) => ({
    id,
    kind,
    health,
    detail,
    dependsOn: [...dependsOn],
  }));
}

export function evidenceView(evidence: StepEvidenceView): StepEvidenceView {
  const { runbook, step, ran, checks, flags, skipped, outcome } = evidence;
  return {
    runbook,
    step,
    ran: ran.map(({ seat, atS, command, typed, exitCode, output, how }) => ({
      seat,
      atS,
      command,
      typed,
      exitCode,
      output,
      how,
    })),
    checks: checks.map(({ check, value, observed, atS, seat }) => ({ check, value, observed, atS, seat })),
    flags: flags.map(({ seat, atS, flag, text }) => ({ seat, atS, flag, text })),
    skipped: skipped && byView(skipped),
    ...(outcome ? { outcome: { outcome: outcome.outcome, note: outcome.note } } : {}),
  };
}

export function hintView({ number, text, atS }: HintView): HintView {
  return { number, text, atS };
}

export function actionView({ id, text, owner, due, state, gap }: ActionItemView): ActionItemView {
  return { id, text, owner, due, state, gap };
}

export function noticeView({ id, atS, level, text }: NoticeView): NoticeView {
  return { id, atS, level, text };
}

/** Who may read a channel. */
export function hears(audience: Audience, channel: MessageView['channel']): boolean {
  switch (channel) {
    case 'team':
      return true;
    case 'breakers':
      return audience === 'breakers' || audience === 'facilitator';
    case 'control':
      return audience === 'observers' || audience === 'facilitator';
  }
}

export function controlView({ control, plan, created }: Session): ControlView {
  const { lead, locked, timeboxS, continuedAs, stops } = control;
  const word = stops.find(({ rule }) => rule.kind === 'word')?.rule;
  return {
    lead,
    locked,
    timeboxS,
    planHash: plan?.hash ?? null,
    ...(plan ? { planSealedAtS: plan.sealedAtS } : {}),
    ...(word?.kind === 'word' ? { stopWord: word.word } : {}),
    branchOf: created.branchOf ?? null,
    continuedAs,
  };
}

export function roundView({ evidence, options, notes, decision, applied, ...round }: RoundView): RoundView {
  const { number, atS, title, situation, inject, question, timer } = round;
  return {
    number,
    atS,
    title,
    situation,
    inject: inject && { from: inject.from, text: inject.text },
    evidence: {
      charts: [...evidence.charts],
      logs: evidence.logs.map(({ atS, service, level, text }) => ({ atS, service, level, text })),
      map: evidence.map,
      ...(evidence.health ? { health: evidence.health.map(({ id, health, detail }) => ({ id, health, detail })) } : {}),
      alerts: [...evidence.alerts],
      ...(evidence.felt
        ? { felt: { plural: evidence.felt.plural, failed: evidence.felt.failed, waitS: evidence.felt.waitS } }
        : {}),
    },
    question,
    timer: { lengthS: timer.lengthS, endsAtMs: timer.endsAtMs, leftS: timer.leftS },
    options: options.map(({ id, text, lines, by, votes, hands }) => ({
      id,
      text,
      lines: [...lines],
      by,
      votes: [...votes],
      hands,
    })),
    notes: notes.map(({ id, seat, text }) => ({ id, seat, text })),
    decision: decision && {
      option: decision.option,
      text: decision.text,
      reason: decision.reason,
      atS: decision.atS,
    },
    applied: applied && { lines: applied.lines.map(({ line, exitCode, output }) => ({ line, exitCode, output })) },
  };
}

export function tabletopView({ rounds, scenario }: Session): TabletopView {
  return {
    rounds: rounds.map(({ view }) => roundView(view)),
    about: Math.max(rounds.length, scenario.injects.length + 2),
  };
}

export function coachView(session: Session): CoachView {
  const { coach } = session;
  const [first, ...others] = learnersOf(session).map(({ id }) => learnerView(session, id));
  return {
    ...(first ?? { ...learnerView(session, ''), seat: null }),
    nudges: coach.nudges.map(({ id, atS, skill, text }) => ({ id, atS, skill, text })),
    ...(others.length > 0 ? { others } : {}),
    ...(coach.quiet ? { quiet: { ...coach.quiet } } : {}),
  };
}

function learnerView(session: Session, seat: string): LearnerView {
  const { shown, missing, meant } = session.coach;
  const offer = meant.get(seat);
  return {
    seat,
    watching: watchedSkill(session, seat),
    skills: SKILLS.map((skill) => {
      const seen = shown.get(seat)?.get(skill);
      const lacks = missing.get(seat)?.get(skill);
      return {
        skill,
        means: SKILL_MEANS[skill],
        shown: seen ? { ...seen } : null,
        ...(seen || lacks === undefined ? {} : { missing: lacks }),
      };
    }),
    ...(offer ? { offer: { ...offer } } : {}),
  };
}

export function assessmentView({ scenario, objectives, ratings, notes }: Session): AssessmentView {
  return {
    notes: notes.filter(({ observed }) => observed).map(({ id, text, atS, seat }) => ({ id, text, atS, seat })),
    objectives: scenario.objectives.map(({ id, text }) => ({
      id,
      text,
      state: objectives.get(id)?.state ?? 'open',
      ratings: (ratings.get(id) ?? []).map(({ seat, rating, note, atS }) => ({ seat, rating, note, atS })),
    })),
  };
}

/** Who hears how far bots are with the checks of faults: whoever has the deck. */
export function knowsOfChecks(audience: Audience): boolean {
  return audience === 'breakers' || audience === 'facilitator';
}

/** For breakers and the facilitator; what breakers sealed only for breakers. */
export function deckCopy(deck: DeckView, audience: Audience): DeckView {
  const { budget, spent, cards, hypothesis, plan, predictions, coolingUntilS, pages, elsewhere } = deck;
  return {
    budget,
    spent,
    cards: cards.map((card) => ({
      ...card,
      reaches: [...card.reaches],
      parameters: card.parameters.map((parameter) => ({ ...parameter })),
      check: card.check && structuredClone(card.check),
      checks: card.checks.map((check) => structuredClone(check)),
    })),
    hypothesis: { ...hypothesis },
    plan: plan && {
      hash: plan.hash,
      sealedAtS: plan.sealedAtS,
      late: plan.late,
      seat: plan.seat,
      text: audience === 'breakers' ? plan.text : null,
    },
    predictions: predictions.map((prediction) => ({ ...prediction })),
    coolingUntilS,
    pages: [...pages],
    elsewhere: elsewhere.map(({ title, variants }) => ({ title, variants: [...variants] })),
  };
}
