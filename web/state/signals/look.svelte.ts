import type { AlertView, RoomView } from '../../../server/protocol/room.ts';
import type { LogLevel } from '../../../server/protocol/signals.ts';
import { ChartGroup } from '../../charts/chart-group.svelte.ts';
import { alertColumns } from '../alerts.ts';
import type { DrillState } from '../drill.svelte.ts';
import { PinnedCharts } from './pinned.svelte.ts';
import { isLarge, readPlace, writePlace, type PanelId, type Place, type PlaceKey } from './place.ts';

/** What the panels need of a drill: a made-up one serves in the gallery and in tests. */
export type WatchedDrill = Pick<DrillState, 'view' | 'atS' | 'telemetry' | 'responds' | 'isFixer' | 'nameOf' | 'send'>;

/** What a panel may start outside the watch column; null where the page has no such thing. */
export interface Doors {
  openRunbook: ((id: string, step?: number) => void) | null;
  /** Opens the form that pages a team, with its words filled in. */
  pageTeam: ((team: string, about: string) => void) | null;
  /** Puts words into the channel's field, for the person to send. */
  quote: ((text: string) => void) | null;
}

const NO_DOORS: Doors = { openRunbook: null, pageTeam: null, quote: null };
/** Panels that open at the component that the first page is about. */
const ABOUT_ONE: readonly PanelId[] = ['dashboards', 'logs', 'traces'];

/** What one person looks at in the watch column: the panel, its filters, its size. The address bar holds the same. */
export class Look {
  readonly drill: WatchedDrill;
  readonly doors: Doors;
  place = $state.raw<Place>({ panel: 'charts' });
  /** The panel fills the whole work area. */
  large = $state(false);
  /** The last minutes that every live panel shows. */
  minutes = $state(30);
  /** One hover line over all charts on screen. */
  readonly hover = new ChartGroup();
  readonly pinned: PinnedCharts;
  readonly #lastOf: Partial<Record<PanelId, Place>> = {};

  constructor(drill: WatchedDrill, doors: Doors = NO_DOORS) {
    this.drill = drill;
    this.doors = doors;
    this.pinned = new PinnedCharts(drill.view?.head.id ?? '');
    this.place = readPlace(location.search) ?? { panel: 'charts' };
    this.large = isLarge(location.search);
  }

  /** When the drill began in its world, in seconds since 1970. */
  get startS(): number {
    return (this.drill.view?.head.startsAtMs ?? 0) / 1000;
  }

  /** Drill second of the newest sample: what live panels ask up to. */
  get nowS(): number {
    void this.drill.telemetry.version;
    return this.drill.telemetry.times.at(-1) ?? this.drill.atS;
  }

  /** Follows Back and Forward; returns what stops that. */
  followHistory(): () => void {
    const onpopstate = () => {
      const place = readPlace(location.search);
      if (place) this.#stand(place);
    };
    addEventListener('popstate', onpopstate);
    return () => removeEventListener('popstate', onpopstate);
  }

  /** A tab: the panel as it was left, or at the component in question. */
  show(panel: PanelId): void {
    if (panel === this.place.panel) return;
    this.#stand(this.#lastOf[panel] ?? this.#fresh(panel));
    this.#write('replace');
  }

  /** A link from one signal to another: Back returns to where one was. */
  go(place: Place): void {
    this.#stand(place);
    this.#write('push');
  }

  /** A filter. `undefined` takes it away. */
  set(patch: Partial<Record<PlaceKey, string | undefined>>): void {
    const next = { ...this.place, ...patch };
    this.#stand(Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as Place);
    this.#write('replace');
  }

  toggleLarge(): void {
    this.large = !this.large;
    this.#write('replace');
  }

  /** The address of what is on screen, for whoever is in this drill too. */
  link(): string {
    return location.origin + location.pathname + writePlace(this.place, this.large);
  }

  openDashboard(of: string): void {
    this.go({ panel: 'dashboards', of });
  }

  /** @param atS the second it is about: the lines that lead up to it instead of now */
  openLogs({
    service,
    text,
    level,
    atS,
  }: {
    service?: string | null;
    text?: string;
    level?: LogLevel;
    atS?: number;
  }): void {
    this.go({
      panel: 'logs',
      of: service ?? 'all',
      ...(text ? { text } : {}),
      ...(level ? { level } : {}),
      ...(atS === undefined ? {} : { from: String(Math.floor(atS) - 58), to: String(Math.floor(atS) + 2) }),
    });
  }

  openTrace(id: string): void {
    this.go({ panel: 'traces', of: 'all', trace: id });
  }

  openTraces({ service, journey, atS }: { service?: string | null; journey?: string; atS?: number }): void {
    this.go({
      panel: 'traces',
      of: service ?? 'all',
      ...(journey ? { journey } : {}),
      ...(atS === undefined ? {} : around(atS)),
    });
  }

  /** The component's dashboard with the hover line at that second, in the shortest range that holds it. */
  openMoment(of: string, atS: number): void {
    this.minutes = [5, 15, 30, 60].find((minutes) => this.nowS - atS < minutes * 60 * 0.9) ?? 60;
    this.openDashboard(of);
    this.hover.hoverS = atS;
  }

  openQuery(expr: string): void {
    this.go({ panel: 'query', expr });
  }

  openCatalogue(of: string): void {
    this.go({ panel: 'catalogue', of });
  }

  openChanges(of?: string): void {
    this.go({ panel: 'changes', ...(of ? { of } : {}) });
  }

  openEvents(of?: string): void {
    this.go({ panel: 'changes', view: 'events', ...(of ? { of } : {}) });
  }

  #fresh(panel: PanelId): Place {
    const of = ABOUT_ONE.includes(panel) ? inQuestion(this.drill.view) : null;
    return { panel, ...(of ? { of } : {}) };
  }

  #stand(place: Place): void {
    this.place = place;
    this.#lastOf[place.panel] = place;
  }

  #write(how: 'push' | 'replace'): void {
    const url = location.pathname + writePlace(this.place, this.large);
    if (how === 'push') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
  }
}

/** The two minutes around a second, as a place keeps them. */
function around(atS: number): { from: string; to: string } {
  return { from: String(Math.floor(atS) - 60), to: String(Math.floor(atS) + 60) };
}

/** The component that the first page is about; null without a page. */
export function inQuestion(view: RoomView | null): string | null {
  const columns = alertColumns(view?.alerts ?? []);
  const lead = (columns.pages[0] ?? columns.acknowledged[0] ?? columns.tickets[0])?.lead;
  return view && lead ? aboutOf(view, lead) : null;
}

/** The component that an alert is about: by its labels, else by the chart that verifies it. */
export function aboutOf(view: RoomView, lead: AlertView): string | null {
  const known = view.map.map((node) => node.id);
  const labelled = Object.values(lead.labels).find((value) => known.includes(value));
  const chart = view.head.charts.find((spec) => spec.id === lead.payload.verify?.chart);
  return labelled ?? chart?.about.find((id) => known.includes(id)) ?? null;
}
