import { ROLE_NAMES, type IncidentRole } from '../../protocol/roles.ts';
import type { AlertView, DecisionView, FactView, IncidentView, MapNodeView, MessageView } from '../../protocol/room.ts';
import { isShown } from '../coach/watching.ts';
import { alertView, decisionView, factView, incidentView, mapView, messageView, seatView } from '../project/view.ts';
import type { Session } from '../session.ts';
import { wallWords } from '../words.ts';

/**
 * What a bot knows: what every fixer sees, and nothing else. Policies get a scene and never the session, so that no bot
 * can give away what nobody in its seat could know.
 */
export interface Scene {
  nowS: number;
  alerts: AlertView[];
  /** Firing pages, the longest first. */
  pages: AlertView[];
  incident: IncidentView | null;
  messages: MessageView[];
  decisions: DecisionView[];
  facts: FactView[];
  map: MapNodeView[];
  bots: Bot[];
  people: { id: string; name: string; roles: IncidentRole[] }[];
  /** Roles that people handed to bots. */
  handed: Session['crew']['handed'];
  done: ReadonlyMap<string, number>;
  /** When a person last looked at, checked or said anything; 0 before. */
  lastLookS: number;
  /** Newest value of a chart against its bound, in words; null when it shows nothing. */
  reads: (chart: string) => string | null;
  /** What customers wrote since a second, and how many. */
  heard: (fromS: number) => { quotes: string[]; total: number };
  /** Entries of the changes list within the last hour. */
  recentChanges: number;
  /** The world's clock at a drill second, "14:05". */
  clock: (atS: number) => string;
  /** A choice that this drill always makes alike: 0..1. */
  draw: (...names: string[]) => number;
  /** An onboarding drill leaves the first update to the person who practises it. */
  leavesUpdate: boolean;
}

export interface Bot {
  id: string;
  name: string;
  roles: IncidentRole[];
}

export function sceneOf(session: Session, parts: Pick<Scene, 'reads' | 'heard' | 'draw'>): Scene {
  const seats = [...session.seats.values()].filter(({ kind, state }) => kind === 'fixer' && state !== 'left');
  const sitting = (bot: boolean) =>
    seats
      .filter((seat) => seat.bot === bot && seat.state !== 'waiting')
      .map((seat) => seatView(session, seat))
      .map(({ id, name, roles }) => ({ id, name, roles }));
  const alerts = [...session.alerts.values()].map(alertView);
  const firing = alerts.filter(({ tier, state }) => tier === 'page' && state === 'firing');
  const startsAtMs = session.scenario.world.startsAtMs;
  return {
    nowS: session.clock.atS,
    alerts,
    pages: firing.toSorted((a, b) => (a.firedAtS ?? 0) - (b.firedAtS ?? 0)),
    incident: session.incident && incidentView(session.incident),
    messages: session.messages.filter(({ channel }) => channel === 'team').map(messageView),
    decisions: session.decisions.map(decisionView),
    facts: [...session.facts.values()].map(factView),
    map: mapView(session),
    bots: sitting(true),
    people: sitting(false),
    handed: session.crew.handed,
    done: session.crew.done,
    lastLookS: session.response.lookedAtS ?? 0,
    recentChanges: session.changes.filter(({ atS }) => atS > session.clock.atS - 3600).length,
    clock: (atS) => wallWords(startsAtMs, atS),
    leavesUpdate: session.created.mode === 'onboarding' && !isShown(session, 'update'),
    ...parts,
  };
}

export function botIn(scene: Scene, ...roles: IncidentRole[]): Bot | null {
  for (const role of roles) {
    const found = scene.bots.find((bot) => bot.roles.includes(role));
    if (found) return found;
  }
  return null;
}

/** The seat that said it, when a seat did. */
export function saidBy({ from }: MessageView): string | null {
  return from.kind === 'seat' ? from.seat : null;
}

export function isBots(scene: Scene, seat: string | null): boolean {
  return scene.bots.some(({ id }) => id === seat);
}

/** Drill second at which people last said something in words of their own; null before. */
export function lastWordS(scene: Scene): number | null {
  const said = scene.messages.findLast((message) => message.body.kind !== 'system' && isPersons(scene, message));
  return said?.atS ?? null;
}

export function isPersons(scene: Scene, message: MessageView): boolean {
  return scene.people.some(({ id }) => id === saidBy(message));
}

/** The newest second at which something happened that is worth words: quiet otherwise. */
export function newsS(scene: Scene): number {
  const { alerts, incident, messages, decisions, facts } = scene;
  return Math.max(
    -1,
    ...alerts.flatMap(({ firedAtS, resolvedAtS, lastPageAtS }) => [
      firedAtS ?? -1,
      resolvedAtS ?? -1,
      lastPageAtS ?? -1,
    ]),
    incident?.declaredAtS ?? -1,
    ...messages.filter((message) => isPersons(scene, message)).map(({ atS }) => atS),
    ...decisions.map(({ atS }) => atS),
    ...facts.map(({ atS }) => atS),
  );
}

/** Characters of an order or a briefing that are read back. */
const MOST_READ_BACK = 180;

/** On one line, without its full stop, and not too long to be read back. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/[.!]$/, '');
  return line.length > MOST_READ_BACK ? `${line.slice(0, MOST_READ_BACK - 2).trimEnd()} …` : line;
}

export function roleWords(role: IncidentRole): string {
  return ROLE_NAMES[role];
}
