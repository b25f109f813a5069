import type { StopRule } from '../../protocol/control.ts';
import type { AlertView } from '../../protocol/room.ts';
import { draftAt } from '../decide/decision.ts';
import type { AnyDraft } from '../entry.ts';
import type { Session } from '../session.ts';
import { clockWords } from '../words.ts';

/**
 * A pause for each stop rule that is met for the first time; one that people have resumed over stays met. Asked at every
 * second, and when somebody has written in the channel: a stop word counts at once.
 */
export function stopRules(session: Session): AnyDraft[] {
  if (session.clock.state !== 'running') return [];
  return session.control.stops
    .filter(({ rule, metAtS }) => metAtS === null && isMet(session, rule))
    .map(({ rule }) => draftAt(session, 'drill.paused', { reason: `Stop rule: ${whatHappened(rule)}`, stop: rule.id }));
}

function isMet(session: Session, rule: StopRule): boolean {
  const { sim, clock } = session;
  switch (rule.kind) {
    case 'user-minutes':
      return sim.impact().userMinutesLost > rule.above;
    case 'breached': {
      const slo = sim.slos().find(({ id }) => id === rule.slo);
      return slo?.breached === true && clock.atS - (slo.sinceS ?? clock.atS) >= rule.forS;
    }
    case 'unacknowledged':
      return [...session.alerts.values()].some((alert) => waitsSinceS(alert, clock.atS) <= clock.atS - rule.forS);
    case 'word':
      return wasWritten(session, rule.word);
  }
}

/** Since when a page waits for somebody; one that was escalated begins to wait anew. Infinite when none does. */
function waitsSinceS({ tier, state, ack, firedAtS, escalated }: AlertView, nowS: number): number {
  if (tier !== 'page' || state !== 'firing' || ack !== null) return Infinity;
  return Math.max(firedAtS ?? nowS, escalated?.atS ?? 0);
}

/** In this second, in the team's channel, by a person: what a persona says belongs to the play. */
function wasWritten({ messages, clock }: Session, word: string): boolean {
  const sought = plain(word);
  return messages.some(
    ({ atS, channel, from, body }) =>
      atS === clock.atS &&
      channel === 'team' &&
      from.kind === 'seat' &&
      body.kind === 'text' &&
      plain(body.text).includes(sought),
  );
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Everybody reads why the drill stands, so it names no promise and no figure that is not the rule's own. */
function whatHappened(rule: StopRule): string {
  switch (rule.kind) {
    case 'user-minutes':
      return `users have lost more than ${rule.above} minutes.`;
    case 'breached':
      return `a promise to users has been broken for ${clockWords(rule.forS)}.`;
    case 'unacknowledged':
      return `a page has waited for ${clockWords(rule.forS)}.`;
    case 'word':
      return `somebody wrote “${rule.word}”.`;
  }
}
