import type { DrillCard, Home, ScenarioCard } from '../../server/protocol/http.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { Recommendation } from '../../server/protocol/set-up.ts';
import { get } from '../api.ts';
import { me } from '../state/me.svelte.ts';

/** The programme: what is due, what is open, what was. */
export class HomeState {
  home = $state.raw<Home | null>(null);
  recommendations = $state.raw<Recommendation[]>([]);
  scenarios = $state.raw<ScenarioCard[]>([]);
  refusal = $state.raw<Refusal | null>(null);
  signedOut = $state(false);

  /** Drills that can be entered. */
  readonly live = $derived((this.home?.drills ?? []).filter(({ state }) => state !== 'ended'));
  /** The soonest of those that have a day. */
  readonly next = $derived(soonest(this.live));
  readonly due = $derived(this.recommendations.find(({ kind }) => kind === 'due people')?.people ?? []);

  async load(): Promise<void> {
    this.refusal = null;
    await me.load();
    if (me.me && !me.me.person) {
      this.signedOut = true;
      return;
    }
    // What only facilitators may know comes beside the rest, and holds nothing up.
    if (me.facilitator) void this.#loadProposals();
    const reply = await get<Home>('/api/home');
    if (reply.ok) this.home = reply.result;
    else this.refusal = reply.refusal;
  }

  async #loadProposals(): Promise<void> {
    const [recommendations, scenarios] = await Promise.all([
      get<Recommendation[]>('/api/recommendations'),
      get<ScenarioCard[]>('/api/scenarios'),
    ]);
    if (recommendations.ok) this.recommendations = recommendations.result;
    if (scenarios.ok) this.scenarios = scenarios.result;
  }
}

export function soonest(drills: readonly DrillCard[]): (DrillCard & { scheduledMs: number }) | null {
  const dated = drills.flatMap((drill) =>
    drill.scheduledMs === undefined ? [] : [{ ...drill, scheduledMs: drill.scheduledMs }],
  );
  return dated.sort((a, b) => a.scheduledMs - b.scheduledMs)[0] ?? null;
}
