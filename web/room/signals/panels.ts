import type { Component } from 'svelte';
import type { IconName } from '../../kit/icons.ts';
import type { Look } from '../../state/signals/look.svelte.ts';
import type { PanelId } from '../../state/signals/place.ts';

export interface PanelKind {
  id: PanelId;
  label: string;
  icon: IconName;
  /** After `g`. */
  letter: string;
  /** Needs more than the width of a chart. */
  wide: boolean;
  /** Fetched when somebody looks: the room stands before any of them. */
  load: () => Promise<{ default: Component<{ look: Look }> }>;
}

/** What the watch column can show, in the order of its tabs: what does not fit stands under More. */
export const PANEL_KINDS: readonly PanelKind[] = [
  { id: 'charts', label: 'Charts', icon: 'chart', letter: 'c', wide: false, load: () => import('./ChartsPanel.svelte') },
  { id: 'logs', label: 'Logs', icon: 'log', letter: 'l', wide: true, load: () => import('./LogsPanel.svelte') },
  { id: 'map', label: 'Map', icon: 'map', letter: 'm', wide: false, load: () => import('./MapPanel.svelte') },
  { id: 'changes', label: 'Changes', icon: 'changes', letter: 'w', wide: false, load: () => import('./ChangesPanel.svelte') },
  { id: 'dashboards', label: 'Dashboards', icon: 'dashboard', letter: 'd', wide: true, load: () => import('./DashboardsPanel.svelte') },
  { id: 'traces', label: 'Traces', icon: 'trace', letter: 't', wide: true, load: () => import('./TracesPanel.svelte') },
  { id: 'shop', label: 'Shop', icon: 'shop', letter: 's', wide: true, load: () => import('./ShopPanel.svelte') },
  { id: 'query', label: 'Query', icon: 'query', letter: 'q', wide: true, load: () => import('./QueryPanel.svelte') },
  { id: 'catalogue', label: 'Catalogue', icon: 'catalogue', letter: 'k', wide: true, load: () => import('./CataloguePanel.svelte') },
]; // prettier-ignore

/** How many of the tabs, from the first, fit into a width; the chosen one always has its place. Widths in CSS pixels. */
export function tabsThatFit(
  ids: readonly PanelId[],
  chosen: PanelId,
  widthOf: (id: PanelId) => number,
  room: number,
): PanelId[] {
  let left = room - widthOf(chosen);
  const shown = new Set<PanelId>([chosen]);
  for (const id of ids) {
    if (id === chosen) continue;
    left -= widthOf(id);
    if (left < 0) break;
    shown.add(id);
  }
  return ids.filter((id) => shown.has(id));
}
