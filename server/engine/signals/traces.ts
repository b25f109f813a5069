import type { TracePage, TraceSearch, TraceView } from '../../protocol/signals.ts';
import type { World } from '../world.ts';

export function findTraces(world: World, _search: TraceSearch): TracePage {
  return { atS: world.nowS, traces: [] };
}
export function openTrace(_world: World, { id }: { id: string }): TraceView {
  return { id, atS: 0, journey: '', durationMs: 0, status: 0, spans: 0, slowest: '', tree: [] };
}
export function failedTraceNear(_world: World, _journey: string): string | null {
  return null;
}
