import type { Session } from '../drill/session.ts';
import { isFailing, isSlow, journeyFigures, journeySentences } from './journey-figures.ts';

/** `incident declare …` with what users meet as its title; the severity is the worst that an alert which fires calls. */
export function declareLine(session: Session): string {
  const firing = [...session.alerts.values()].filter(({ state, tier }) => state === 'firing' && tier === 'page');
  const severity = firing.map((alert) => alert.severity).sort()[0] ?? 'sev-3';
  const worst = journeyFigures(session, session.clock.atS).find((one) => isFailing(one) || isSlow(one));
  const felt = worst ? `Users have trouble with their ${worst.plural}` : undefined;
  const fired = [...session.alerts.values()].find(({ firedAtS, tier }) => firedAtS !== null && tier === 'page');
  const title = firing[0]?.summary ?? felt ?? fired?.summary ?? 'Users report trouble';
  return `incident declare ${severity} "${quotable(title)}"`;
}

/** `incident update …`: condition, action, need and the minutes until the next one. */
export function updateLine(session: Session): string {
  const worst = journeyFigures(session, session.clock.atS).find((one) => isFailing(one) || isSlow(one));
  const condition = worst ? journeySentences(worst).join(' ') : 'Users are served as usual.';
  return `incident update "${quotable(condition)}" "We are looking at it together." "Nothing for now." 15`;
}

function quotable(text: string): string {
  return text.replace(/["\\$`!\n]/g, ' ').trim();
}
