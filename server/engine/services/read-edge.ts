import type { CertificateView, EndpointView } from '../inspect.ts';
import { fraction } from '../random.ts';
import type { World } from '../world.ts';
import { readyReplicas } from './balancer.ts';
import { chainProblem, copyCertificate } from './certificate.ts';

/** Certificates as they lie on disk. What the proxies serve is in `endpoint`. */
export function certificates(world: World): CertificateView[] {
  return world.certificates.map(copyCertificate);
}

/**
 * What a client with a new connection meets at `host` and `path` now. A host of the edge answers for the entry service and the journey named
 * in the path ("/checkout"); a service's own host, or its id, answers over plain HTTP. Unknown host: status 0, service "".
 */
export function endpoint(world: World, host: string, path: string): EndpointView {
  const served = world.spec.edge?.hosts.find((candidate) => candidate.host === host);
  if (served !== undefined && world.edge !== null)
    return edgeEndpoint(world, world.edge, host, path, served.certificate);
  const service = world.services.find(({ id, index }) => id === host || world.spec.services[index]!.host === host);
  const none = { host, edge: null, served: null, onDisk: null, tlsError: null };
  if (service === undefined) return { ...none, status: 0, seconds: 0, service: '' };
  if (service.stations.every(({ running }) => !running)) return { ...none, status: 0, seconds: 0, service: service.id };
  const isProbe = /health|ready|live/.test(path);
  if (isProbe) return { ...none, status: readyReplicas(service) > 0 ? 200 : 503, seconds: 0.004, service: service.id };
  return { ...none, ...tryJourney(world, path, service.index), service: service.id };
}

function edgeEndpoint(
  world: World,
  edge: NonNullable<World['edge']>,
  host: string,
  path: string,
  id: string,
): EndpointView {
  const loaded = edge.loaded[id];
  const disk = world.certificates.find((certificate) => certificate.id === id);
  const entry = world.services[world.order[0]!]!.id;
  const tlsError = loaded === undefined ? null : chainProblem(loaded, world.spec.startsAtMs + world.nowS * 1000);
  const answer = edge.up ? tryJourney(world, path, world.order[0]!) : { status: 0, seconds: 0 };
  return {
    host,
    edge: edge.id,
    served: edge.up && loaded !== undefined ? copyCertificate(loaded) : null,
    onDisk: disk === undefined ? null : copyCertificate(disk),
    tlsError: edge.up ? tlsError : null,
    ...answer,
    service: entry,
  };
}

/**
 * One try of the journey that the path names, else the first that the service sees; fails as often as it does for users
 * who get through: those whom the edge keeps out never ask.
 */
function tryJourney(world: World, path: string, service: number): { status: number; seconds: number } {
  const plain = path.toLowerCase().replace(/[^a-z]/g, '');
  const callers = world.services[service]!.callers;
  const reaches = (j: number): boolean =>
    callers.length === 0 || callers.some(({ service: s, call }) => world.services[s]!.plan[j]!.includes(call));
  const journeys = world.users.journeys.map((journey, j) => ({ journey, j })).filter(({ j }) => reaches(j));
  const named = journeys.find(({ journey }) => plain.includes(journey.id.toLowerCase().replace(/[^a-z]/g, '')));
  const { journey } = named ?? journeys[0] ?? { journey: world.users.journeys[0]! };
  const fails = fraction(world.nowS, journey.arrivals) < journey.failingInside;
  return fails ? { status: 503, seconds: Math.max(0.002, journey.failedS) } : { status: 200, seconds: journey.okS };
}
