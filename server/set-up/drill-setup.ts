import type { AnyEntry } from '../drill/entry.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { IncidentRole } from '../protocol/roles.ts';
import type { StoredSetup } from '../store/setup-store.ts';

/**
 * What a drill was made from, to play it again: as it was asked for, with the seed and variant that were drawn. A drill
 * from before set-ups were kept gives what its log says. Null for a drill that left neither.
 */
export function setupOfDrill(entries: readonly AnyEntry[], stored: StoredSetup | null): NewDrill | null {
  const asked = stored && (JSON.parse(stored.body) as NewDrill);
  const first = entries[0];
  if (first?.kind !== 'drill.created') return asked;
  const { payload } = first;
  const drawn = { seed: payload.seed, variant: payload.variant };
  if (asked) return { ...asked, ...drawn };
  const bots = botsOf(entries);
  return {
    scenario: payload.scenario,
    ...drawn,
    mode: payload.mode,
    speed: payload.speed ?? 1,
    timeboxMin: Math.max(5, Math.round(payload.timeboxS / 60)),
    hypothesis: payload.hypothesis,
    ...(payload.stops ? { stops: payload.stops } : {}),
    ...(payload.injects ? { injects: payload.injects } : {}),
    ...(payload.surface === undefined ? {} : { surface: true }),
    ...(bots.length > 0 ? { bots } : {}),
  };
}

/** Roles that bots sat in from the beginning. */
function botsOf(entries: readonly AnyEntry[]): IncidentRole[] {
  const bots = new Set<string>();
  const roles: IncidentRole[] = [];
  for (const entry of entries) {
    if (entry.kind === 'drill.started') break;
    if (entry.kind === 'seat.joined' && entry.payload.bot) bots.add(entry.payload.seat);
    if (entry.kind === 'role.taken' && bots.has(entry.payload.seat)) roles.push(entry.payload.role);
  }
  return roles;
}
