import type { World } from '../world.ts';

/** Circuit breakers, each second: errors over calls with a decay of 0.9; open above the ratio, then a tenth on trial. */
export function runBreakers(world: World): void {
  for (const service of world.services) {
    if (!service.guarded) continue;
    for (const station of service.stations) {
      for (const { breaker } of station.links) {
        if (breaker === null) continue;
        const ratio = breaker.total > 0 ? breaker.errors / breaker.total : 0;
        const busy = breaker.total * 0.1 >= breaker.minRate;
        if (breaker.forced !== null) {
          breaker.state = breaker.forced;
        } else if (breaker.state === 'closed' && busy && ratio > breaker.errorShare) {
          breaker.state = 'open';
          breaker.untilS = world.nowS + breaker.openS;
        } else if (breaker.state === 'open' && world.nowS >= breaker.untilS) {
          breaker.state = 'half-open';
          breaker.untilS = world.nowS + 5;
          breaker.errors = 0;
          breaker.total = 0;
        } else if (breaker.state === 'half-open' && world.nowS >= breaker.untilS) {
          breaker.state = ratio > breaker.errorShare ? 'open' : 'closed';
          breaker.untilS = world.nowS + breaker.openS;
        }
        breaker.errors *= 0.9;
        breaker.total *= 0.9;
      }
    }
  }
}
