import { hashText } from '../random.ts';
import type { World } from '../world.ts';
import { applyCallSettings } from './call-settings.ts';
import type { ServiceState } from './station.ts';

/**
 * `count` running pods get another value of a variable than the service's configuration says; which ones depends on the
 * seed. They are taken to have started like that; call `refreshBehaviours` afterwards.
 */
export function driftConfig(
  world: World,
  service: ServiceState,
  count: number,
  key: string,
  value: string | null,
): void {
  const running = service.stations.filter(({ size }) => size > 0);
  const first = hashText(`${world.seed}/drift/${service.id}`) % Math.max(1, running.length);
  for (let i = 0; i < Math.min(count, running.length); i++) {
    const station = running[(first + i) % running.length]!;
    if (value === null) Reflect.deleteProperty(station.environment, key);
    else station.environment[key] = value;
    applyCallSettings(world, service, station);
  }
}
