import type { Audience } from '../../protocol/roles.ts';
import type { DrillHead, RoomView } from '../../protocol/room.ts';
import { runbookCard } from '../../runbook/view.ts';
import type { Session } from '../session.ts';
import { wholeTruth } from './truth.ts';
import {
  actionView,
  alertView,
  assessmentView,
  changeView,
  clockView,
  coachView,
  controlView,
  deckCopy,
  decisionView,
  evidenceView,
  factView,
  hears,
  hintView,
  incidentView,
  knowsOfChecks,
  mapView,
  messageView,
  noticeView,
  seatView,
  tabletopView,
} from './view.ts';

/** All that an audience sees now: equal to folding every event it was ever sent. */
export function snapshot(session: Session, audience: Audience): RoomView {
  const messages = session.messages.filter(({ channel }) => hears(audience, channel));
  const view: RoomView = {
    head: headView(session),
    clock: clockView(session),
    seats: [...session.seats.values()].map((seat) => seatView(session, seat)),
    incident: session.incident && incidentView(session.incident),
    alerts: [...session.alerts.values()].map(alertView),
    messages: messages.map(messageView),
    facts: [...session.facts.values()].map(factView),
    decisions: session.decisions.map(decisionView),
    changes: session.changes.map(changeView),
    map: mapView(session),
    runbooks: session.scenario.runbooks.map(runbookCard),
    evidence: [...session.evidence.values()].map(evidenceView),
    hints: session.hints.map(hintView),
    actions: [...session.actions.values()].map(actionView),
    notices: session.notices.map(noticeView),
    control: controlView(session),
  };
  if (session.created.mode === 'tabletop') view.tabletop = tabletopView(session);
  if (session.created.mode === 'onboarding' && (audience === 'fixers' || audience === 'facilitator'))
    view.coach = coachView(session);
  if (audience === 'observers' || audience === 'facilitator') view.assessment = assessmentView(session);
  if (knowsOfChecks(audience)) view.deck = deckCopy(session.deck, audience);
  if (audience === 'facilitator') view.truth = wholeTruth(session);
  return view;
}

function headView({ drill, scenario, created }: Session): DrillHead {
  return {
    id: drill,
    cover: scenario.cover,
    mode: created.mode,
    startsAtMs: scenario.world.startsAtMs,
    timeboxS: created.timeboxS,
    hypothesis: created.hypothesis,
    briefing: scenario.briefing,
    joinCode: created.joinCode,
    charts: scenario.charts.map(({ spec }) => ({
      id: spec.id,
      title: spec.title,
      unit: spec.unit,
      bound: spec.bound && { ...spec.bound },
      stacked: spec.stacked,
      series: spec.series.map(({ label }) => ({ label })),
      about: [...spec.about],
    })),
  };
}
