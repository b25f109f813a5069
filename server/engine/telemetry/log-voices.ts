import { podSetName } from '../services/build-services.ts';
import type { World } from '../world.ts';
import { failuresOf, type Failure } from './failures.ts';
import { failureVoices } from './log-failures.ts';
import { databaseVoices, edgeVoices, jobVoices } from './log-platform.ts';
import { serviceVoices } from './log-service.ts';
import { cacheVoices, poolerVoices, queueVoices, thirdPartyVoices } from './log-stores.ts';
import { troubleVoices } from './log-trouble.ts';
import type { Voice } from './log-voice.ts';
import { valueAt } from './series.ts';

/** All that can be said in a world, resolved once: valid until a series is added or a version learns a new error. */
export interface Chorus {
  stamp: string;
  failures: Failure[];
  voices: Voice[];
  /** Pod → version, for the field that every line of a service has. */
  versionOf: (pod: string) => string | undefined;
}

/** Derived from the world, so it is kept beside it and vanishes with it. */
const KNOWN = new WeakMap<World, Chorus>();

export function chorusOf(world: World): Chorus {
  const stamp = stampOf(world);
  const known = KNOWN.get(world);
  if (known?.stamp === stamp) return known;
  const failures = failuresOf(world);
  const pods = podsByService(world);
  const podsOf = (service: string): Voice['pods'] => pods[world.spec.services.findIndex(({ id }) => id === service)]!;
  const voices = [
    ...world.spec.services.flatMap((service, index) => [
      ...serviceVoices(world, service, index, pods[index]!),
      ...failureVoices(
        world,
        index,
        failures.filter((failure) => failure.service === index),
        pods[index]!,
      ),
    ]),
    ...databaseVoices(world),
    ...edgeVoices(world),
    ...jobVoices(world),
    ...cacheVoices(world),
    ...queueVoices(world, podsOf),
    ...poolerVoices(world, podsOf),
    ...thirdPartyVoices(world, podsOf),
    ...troubleVoices(world, pods),
  ];
  const chorus = { stamp, failures, voices, versionOf: versionReader(world) };
  KNOWN.set(world, chorus);
  return chorus;
}

function stampOf({ telemetry, services, databases }: World): string {
  const trips = services.map((service) => service.trips.length).join();
  return `${telemetry.generation}/${trips}/${databases.map(({ schemaVersion }) => schemaVersion).join()}`;
}

/** By service: its pods in a sample. Going through a log asks for the same sample many times, and a closed one stays as it is. */
function podsByService({ telemetry, services }: World): ((n: number) => readonly string[])[] {
  return services.map(({ id }) => {
    const refs = (telemetry.byName.get('pod_ready') ?? []).filter(
      (ref) => telemetry.series[ref]!.labels['service'] === id,
    );
    const known: (readonly string[])[] = [];
    return (n) =>
      (known[n] ??= refs
        .filter((ref) => valueAt(telemetry, ref, n) !== undefined)
        .map((ref) => telemetry.series[ref]!.labels['pod']!));
  });
}

function versionReader({ spec }: World): (pod: string) => string | undefined {
  const sets = new Map(
    spec.services.flatMap(({ id, versions }) =>
      Object.keys(versions).map((version): [string, string] => [podSetName(id, version), version]),
    ),
  );
  return (pod) => sets.get(pod.slice(0, pod.lastIndexOf('-')));
}
