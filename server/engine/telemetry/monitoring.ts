import type { AlertTransition } from '../alerting/alerts.ts';
import { isUp } from '../services/cache.ts';
import type { WorldSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { Labels } from './series.ts';
import { hide } from './series.ts';

/** What watches the system, and what calls people: both can fail with it. */
export interface MonitoringState {
  /** Targets that are not scraped, or whose exporter repeats what it said last; '*' = Prometheus itself. */
  stopped: { target: string; how: 'gone' | 'frozen' }[];
  /** Pages come this much later, s; null = not at all until paging works again. 0 = at once. */
  pagingDelayS: number | null;
  /** Pages on their way, in order. */
  held: { dueS: number | null; transition: AlertTransition }[];
}

export function createMonitoring(): MonitoringState {
  return { stopped: [], pagingDelayS: 0, held: [] };
}

/** The target that a series is scraped from: its service, edge, cache, queue, database, host or probe; else the clients' own reports. */
export function targetOf(name: string, labels: Labels): string {
  if (name === 'up') return '';
  const own = labels['service'] ?? labels['edge'] ?? labels['cache'] ?? labels['queue'] ?? labels['db'];
  if (own !== undefined) return own;
  if (labels['instance'] !== undefined) return labels['instance'];
  return labels['target'] !== undefined ? 'probe' : labels['journey'] !== undefined ? 'clients' : 'platform';
}

/** Prometheus itself does not run: nothing is scraped, no rule is evaluated. */
export function isBlind({ stopped }: MonitoringState): boolean {
  return stopped.some(({ target, how }) => target === '*' && how === 'gone');
}

/** Before a sample is closed: what a stopped target would have said is taken out, or said as the last time. */
export function maskSample(world: World): void {
  const { telemetry, monitoring } = world;
  if (monitoring.stopped.length === 0) return;
  for (const { ref, name, labels } of telemetry.series) {
    if (telemetry.isPending[ref] === 0) continue;
    const target = targetOf(name, labels);
    const how = monitoring.stopped.find((one) => one.target === target || (one.target === '*' && target !== ''))?.how;
    if (how === 'gone') hide(telemetry, ref, null);
    else if (how === 'frozen' && telemetry.isOpen[ref] === 1) hide(telemetry, ref, telemetry.newest[ref]!);
  }
}

/**
 * What becomes of the transitions of a sample: alerts change at once, but a page may be on its way for a while. Returns
 * those that people hear of now, late ones first, with the time at which they hear of them.
 */
export function passPages(world: World, transitions: AlertTransition[]): AlertTransition[] {
  const { monitoring, nowS } = world;
  if (monitoring.pagingDelayS === 0 && monitoring.held.length === 0) return transitions;
  const delay = monitoring.pagingDelayS;
  const heard: AlertTransition[] = [];
  for (const transition of transitions) {
    const isPage = transition.tier === 'page' && transition.kind !== 'pending' && transition.kind !== 'dropped';
    const waits = monitoring.held.some((one) => one.transition.fingerprint === transition.fingerprint);
    // Who has not heard of the first page is not paged again.
    if (waits && transition.kind === 'repage') continue;
    if (isPage && (delay !== 0 || waits))
      monitoring.held.push({ dueS: delay === null ? null : nowS + delay, transition });
    else heard.push(transition);
  }
  return [...deliver(world), ...heard];
}

/** Pages work again: what was held comes at the next sample. */
export function restorePaging(world: World): void {
  world.monitoring.pagingDelayS = 0;
  for (const one of world.monitoring.held) one.dueS = world.nowS;
}

function deliver({ monitoring, alerting, nowS }: World): AlertTransition[] {
  const due = monitoring.held.filter(({ dueS }) => dueS !== null && dueS <= nowS);
  if (due.length === 0) return [];
  monitoring.held = monitoring.held.filter((one) => !due.includes(one));
  return due.map(({ transition }) => {
    const page = alerting.pages[transition.fingerprint];
    if (transition.kind === 'firing' && page !== undefined) {
      page.firstPagedAtS = nowS;
      page.lastPagedAtS = nowS;
    }
    return { ...transition, atS: nowS };
  });
}

/** Targets that Prometheus scrapes in this world, in the order of the spec: values of `up{job}`. */
export function targetsOf(spec: WorldSpec): string[] {
  return [
    ...spec.services.map(({ id }) => id),
    ...spec.databases.map(({ id }) => id),
    ...(spec.edge === undefined ? [] : [spec.edge.id]),
    ...(spec.caches ?? []).map(({ id }) => id),
    ...(spec.queues ?? []).map(({ id }) => id),
  ];
}

/** Does the last scrape of a target work? A process that is there answers, well or not; a frozen exporter answers, too. */
export function scrapes(world: World, target: string): boolean {
  if (world.monitoring.stopped.some((one) => one.how === 'gone' && (one.target === target || one.target === '*')))
    return false;
  const cache = world.caches.find(({ id }) => id === target);
  if (cache !== undefined) return isUp(cache);
  const service = world.services.find(({ id }) => id === target);
  if (service !== undefined) return service.pods.some(({ phase }) => phase !== 'starting');
  return true;
}
