import { faultsAtWork } from '../drill/fault-clearance.ts';
import { BotHands, type Players } from './bot-hands.ts';
import { hasFuture, type Fired } from './future.ts';
import { forked, type StandingDrill } from './standing-drill.ts';

/** Whom no page has called by then is called by customers. */
const WAITS_S = 900;
const LOOK_EVERY_S = 5;
/** A page that comes in any case is no effect of the fault unless it comes so much sooner, seconds. */
const SOONER_S = 15;

/** Drill second of the first page that this fault causes while nobody responds; null = none within a quarter of an hour. */
export async function firstPageOf(
  drill: StandingDrill,
  fired: NonNullable<Fired>,
  players: Players,
): Promise<number | null> {
  const others = faultsAtWork(drill.session).some((fault) => fault !== fired.fault);
  const inAnyCase =
    others || hasFuture(drill.session) ? await pagesOf(drill, null, players) : new Map<string, number>();
  const isNews = ([alert, atS]: [string, number]) => atS + SOONER_S <= (inAnyCase.get(alert) ?? Infinity);
  const news = [...(await pagesOf(drill, fired, players, isNews))].filter(isNews).map(([, atS]) => atS);
  return news.length > 0 ? Math.min(...news) : null;
}

/** Pages that begin to fire, by fingerprint, while nobody responds; until the first that `isEnough`. */
async function pagesOf(
  drill: StandingDrill,
  fired: Fired,
  players: Players,
  isEnough: (page: [string, number]) => boolean = () => false,
): Promise<Map<string, number>> {
  const hands = new BotHands(forked(drill), players);
  const fromS = hands.atS;
  const untilS = Math.min(fromS + WAITS_S, Math.max(fromS, drill.session.control.timeboxS));
  const how = fired ? 'Nobody responds' : 'Nobody responds, without it';
  await players.told.begins(how, fromS, untilS, 'waits for the first page');
  if (fired) hands.enter('fault.fired', fired);
  const pages = new Map<string, number>();
  while (hands.atS < untilS && ![...pages].some(isEnough)) {
    hands.advanceTo(Math.min(untilS, hands.atS + LOOK_EVERY_S));
    for (const { fingerprint, tier, state, firedAtS } of hands.session.alerts.values())
      if (tier === 'page' && state === 'firing' && (firedAtS ?? 0) >= fromS && !pages.has(fingerprint))
        pages.set(fingerprint, firedAtS ?? hands.atS);
  }
  return pages;
}
