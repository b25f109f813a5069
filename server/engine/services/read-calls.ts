import type { HealthView } from '../inspect.ts';
import type { CallView, ThirdPartyView } from '../inspect-platform.ts';
import { seriesReader } from '../telemetry/series-reader.ts';
import { SAMPLE_S } from '../telemetry/series.ts';
import type { World } from '../world.ts';
import type { Link } from './link.ts';
import { CALL_ERRORS } from './link.ts';
import type { ServiceState } from './station.ts';
import type { ThirdPartyState } from './third-party.ts';

/** Third parties as their callers see them, beside what their status pages say. */
export function thirdParties(world: World): ThirdPartyView[] {
  return world.thirdParties.map(({ index, id, seen, page }) => {
    const { host, vendor, statusPage } = world.spec.thirdParties![index]!;
    return { id, host, vendor, ...seen, statusPage: { url: statusPage.url, ...page } };
  });
}

/** Every kind of call that services make, or that one service makes, over the last sample. */
export function calls(world: World, service?: string): CallView[] {
  const { rise } = seriesReader(world.telemetry);
  const n = world.telemetry.count - 1;
  return world.services
    .filter(({ id }) => service === undefined || id === service)
    .flatMap((of) => {
      const called = world.spec.services[of.index]!.calls;
      return [...new Set(called.map(({ to }) => to))].map((to) => {
        const labels = { service: of.id, to };
        const notMade = rise('service_calls_not_permitted_total', labels)(n);
        const made = Math.max(0, rise('service_calls_total', labels)(n) - notMade);
        let failed = -notMade;
        for (const reason of CALL_ERRORS) failed += rise('service_call_errors_total', { ...labels, reason })(n);
        const index = called.findIndex((call) => call.to === to);
        const link = typicalLink(of, index);
        return {
          service: of.id,
          to,
          callsPerS: made / SAMPLE_S,
          errorShare: made > 1e-6 ? Math.max(0, Math.min(1, failed / made)) : 0,
          retriesPerS: rise('service_call_retries_total', labels)(n) / SAMPLE_S,
          timeoutS: link === undefined ? called[index]!.timeoutS : (link.shortTimeoutS ?? link.timeoutS),
          retries: link === undefined ? called[index]!.retries : link.attempts - 1,
          breaker: breakerState(of, index),
        };
      });
    });
}

/** A third party is as well as its answers are, whatever its page says. */
export function thirdPartyHealth(world: World, party: ThirdPartyState): HealthView {
  const { latencyS, errorShare, callsPerS } = party.seen;
  const usual = world.spec.thirdParties![party.index]!;
  const slow = latencyS > Math.max(0.3, 3 * usual.latencyS);
  const details = [`answers in ${latencyS < 1 ? `${Math.round(1000 * latencyS)} ms` : `${latencyS.toFixed(1)} s`}`];
  if (errorShare > 0.01) details.push(`${Math.round(100 * errorShare)} % of calls fail`);
  if (callsPerS < 0.05) details.push('no calls now');
  return {
    id: party.id,
    kind: 'third party',
    health: errorShare > 0.5 ? 'down' : slow || errorShare > usual.errorShare + 0.02 ? 'degraded' : 'healthy',
    detail: details.join(', '),
    dependsOn: [],
  };
}

/** The link of the first pod that runs: pods that differ show in their own environment. */
function typicalLink(service: ServiceState, call: number): Link | undefined {
  return (service.stations.find(({ size }) => size > 0) ?? service.stations[0])?.links[call];
}

/** The state that most running pods' breakers are in. */
function breakerState(service: ServiceState, call: number): CallView['breaker'] {
  const counts = { closed: 0, 'half-open': 0, open: 0 };
  for (const station of service.stations) {
    const state = station.links[call]?.breaker?.state;
    if (station.size > 0 && state !== undefined) counts[state]++;
  }
  const most = (['open', 'half-open', 'closed'] as const).reduce((a, b) => (counts[b] > counts[a] ? b : a));
  return counts[most] === 0 ? 'none' : most;
}
