import type { Session } from '../drill/session.ts';
import { figure, severityTitle, wallWords } from '../drill/words.ts';
import { isAboutTrouble } from '../engine/signals/customer-texts.ts';
import type { InjectDef } from '../scenario/scenario.ts';
import {
  courseWords,
  isFailing,
  isSlow,
  isSteady,
  journeyFigures,
  journeySentences,
  percent,
  seconds,
  type JourneyFigures,
} from './journey-figures.ts';
import { isOver, isUnderWay, type Moment } from './moment.ts';
import { capital, inSequence, listed, movePhrases } from './moves.ts';
import { senderWords } from './sender.ts';

/**
 * What everybody knows by now, in plain words: what was done and what users meet, what fires, what they say; a line each.
 * `messages` are those that arrived besides the one that the round is about.
 */
export function situationOf(session: Session, moment: Moment, messages: readonly InjectDef[]): string {
  if (moment.kind === 'opening') return opening(session);
  const figures = journeyFigures(session, moment.sinceS);
  const went = course(figures, moment);
  const paragraphs = [
    [deeds(session, moment), went.sentence, ...told(figures, went.journey), usual(session, figures), promise(session)],
    [pages(session, moment), incident(session)],
    [voices(session, moment, figures)],
    ...messages.map(({ from, text }) => [`${capital(senderWords(from))} wrote: ${quoted(text.trim())}`]),
  ].map((sentences) => sentences.filter((sentence) => sentence !== '').join(' '));
  const said = paragraphs.filter((paragraph) => paragraph !== '');
  return said.length > 0 ? said.join('\n') : calm(session, figures);
}

function opening({ scenario }: Session): string {
  return `${scenario.briefing.trim()} Nothing fires, and users meet nothing unusual.`;
}

function deeds({ acted, incident, alerts, scenario }: Session, { previous, sinceS }: Moment): string {
  if (!previous?.applied) return '';
  const moves = acted.filter(({ atS }) => atS >= sinceS);
  const lines = previous.applied.lines.map((one) => one.line);
  const phrases = movePhrases(
    moves.map(({ action }) => action),
    lines,
    'past',
  );
  const time = wallWords(scenario.world.startsAtMs, sinceS);
  if (phrases.length > 0) return `You ${inSequence(phrases)} at ${time}.`;
  const said: string[] = [];
  if ([...alerts.values()].some(({ ack }) => ack !== null && ack.atS >= sinceS)) said.push('acknowledged the alerts');
  if (incident && incident.declaredAtS >= sinceS)
    said.push(`declared ${incident.id}, ${severityTitle(incident.severity)}`);
  if (said.length > 0) return `You ${said.join(' and ')} at ${time}.`;
  return lines.length === 0 ? '' : `You looked at ${time}: ${lines.map((line) => `“${line}”`).join(', ')}.`;
}

interface Told {
  sentence: string;
  /** Journey that the sentence is about. */
  journey: string | null;
}

/** How the figures went since the last round, where something was done or it was bad then. */
function course(figures: readonly JourneyFigures[], { previous }: Moment): Told {
  for (const { id, plural, failed, wait } of figures) {
    if (failed.now !== null && failed.before !== null && (failed.before > 1 || (previous?.applied && failed.now > 1)))
      return {
        sentence: isSteady(failed.before, failed.now)
          ? `${percent(failed.now)} of ${plural} still fail.`
          : `Failed ${plural} ${courseWords(failed.before, failed.now, percent)}.`,
        journey: id,
      };
    const usual = 3 * (wait.normal ?? 0) + 0.5;
    if (wait.now !== null && wait.before !== null && (wait.before > usual || (previous?.applied && wait.now > usual)))
      return {
        sentence: isSteady(wait.before, wait.now)
          ? `The slowest ${plural} still take ${seconds(wait.now)}.`
          : `The time of the slowest ${plural} ${courseWords(wait.before, wait.now, seconds)}.`,
        journey: id,
      };
  }
  return { sentence: '', journey: null };
}

function pages({ alerts, scenario }: Session, { sinceS: fromS }: Moment): string {
  const time = (atS: number) => wallWords(scenario.world.startsAtMs, atS);
  const firing = [...alerts.values()].filter(({ state, tier }) => state === 'firing' && tier === 'page');
  const ended = [...alerts.values()].some(({ tier, resolvedAtS }) => tier === 'page' && (resolvedAtS ?? -1) >= fromS);
  if (firing.length === 0) return ended ? 'No page fires any more.' : '';
  const [first, ...others] = [...firing].sort(
    (a, b) => a.severity.localeCompare(b.severity) || (a.firedAtS ?? 0) - (b.firedAtS ?? 0),
  );
  if (!first) return '';
  const since = time(first.firedAtS ?? first.sinceS);
  const also =
    others.length === 0
      ? ''
      : ` ${listed([...new Set(others.map(({ rule }) => rule))])} ${others.length === 1 ? 'pages' : 'page'} as well.`;
  return `${first.rule} has paged since ${since}, ${severityTitle(first.severity)}: ${bare(first.summary)}.${also}`;
}

/** One journey in full; of the others only how many fail, in one sentence. */
function told(figures: readonly JourneyFigures[], except: string | null): string[] {
  const bad = figures.filter((one) => one.id !== except && (isFailing(one) || isSlow(one)));
  const [first, ...others] = except === null ? bad : [undefined, ...bad];
  const failing = others.flatMap((one) =>
    one && isFailing(one) ? [`${percent(one.failed.now!)} of ${one.plural}`] : [],
  );
  const slow = others.flatMap((one) => (one && !isFailing(one) ? [`${one.plural} (${seconds(one.wait.now!)})`] : []));
  return [
    ...(first ? journeySentences(first) : []),
    ...(failing.length > 0 ? [`Also failing: ${listed(failing)}.`] : []),
    ...(slow.length > 0 ? [`Also slow: ${listed(slow)}.`] : []),
  ];
}

/** Something fires, and users meet nothing unusual: that is worth saying. */
function usual(session: Session, [deciding, ...others]: readonly JourneyFigures[]): string {
  if (!deciding || !isUnderWay(session) || isOver(session)) return '';
  if ([deciding, ...others].some((one) => isFailing(one) || isSlow(one))) return '';
  return `${percent(deciding.failed.now ?? 0)} of ${deciding.plural} fail, as usual.`;
}

function promise(session: Session): string {
  if (isOver(session)) {
    const slo = session.sim.slos().find(({ id }) => id === session.scenario.slo);
    return slo ? `“${slo.title}” is kept again.` : '';
  }
  return '';
}

function voices({ sim, scenario }: Session, { sinceS }: Moment, figures: readonly JourneyFigures[]): string {
  const worst = figures.find((one) => isFailing(one) || isSlow(one));
  if (!worst) return '';
  const { voices: heard, total } = sim.ask('customers.heard', { fromS: sinceS });
  const troubled = heard.filter(({ text }) => isAboutTrouble(text));
  const one = troubled.findLast(({ journey }) => journey === worst.id) ?? troubled.at(-1);
  if (!one || total < 3) return '';
  return `Customers have written ${aboutTimes(total)} times since ${wallWords(scenario.world.startsAtMs, sinceS)}; one of them: ${quoted(one.text)}`;
}

function incident(session: Session): string {
  if (session.incident || !isUnderWay(session)) return '';
  return 'Nobody has declared an incident.';
}

function calm({ scenario, clock }: Session, figures: readonly JourneyFigures[]): string {
  const [deciding] = figures;
  const now = deciding?.failed.now ?? 0;
  const what = deciding ? ` ${percent(now)} of ${deciding.plural} fail, as always.` : '';
  return `It is ${wallWords(scenario.world.startsAtMs, clock.atS)}. Nothing pages.${what}`;
}

/** Nobody counts hundreds to the last one. */
function aboutTimes(count: number): string {
  return count < 100 ? String(count) : `about ${figure(Math.round(count / 50) * 50)}`;
}

/** What is quoted inside gets single marks. */
function quoted(text: string): string {
  return `“${text.replace(/“([^”]*)”/g, '‘$1’').replace(/"([^"]*)"/g, '‘$1’')}”`;
}

function bare(text: string): string {
  return text.trim().replace(/[.;]$/, '');
}
