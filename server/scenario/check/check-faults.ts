import { checkMachine } from '../../engine/fault-check.ts';
import { dialIn, modelValue } from '../../engine/fault-dials.ts';
import { paramKind, paramProblem, type ParamKind } from '../../engine/fault-vocabulary/param-kind.ts';
import { compileMachine, compileParam } from '../compile-machine.ts';
import { isMap } from '../merge.ts';
import { withIds, type Named } from '../named.ts';
import type { Faults } from '../schema/fault.ts';
import type { WorldYaml } from '../schema/world.ts';
import type { YamlPath } from '../source.ts';
import { checkDials, type Dial } from './check-dials.ts';
import { refersTo, type Report } from './report.ts';

/** What names in a machine may refer to. */
interface Around {
  world: WorldYaml;
  dials: readonly Named<Dial>[];
}

/** Each fault's machine against the engine's vocabulary, and the names in its parameters and events against the world. */
export function checkFaults(faults: Faults, world: WorldYaml, report: Report): void {
  for (const [id, fault] of Object.entries(faults)) {
    const root = ['faults', id, 'machine'];
    const dials = withIds(fault.deck.parameters ?? {});
    checkDials(id, fault, report);
    for (const problem of checkMachine(compileMachine(fault.machine), dials)) {
      // Told below, where the parameter stands.
      if (problem.param !== undefined) continue;
      const [message, hint = ''] = splitHint(problem.message);
      const place = [...root, ...pathIn(fault.machine, problem.path)];
      report.error('fault/machine', place, `fault "${id}"${problem.path ? ` ${problem.path}` : ''}: ${message}`, hint);
    }
    checkNames(fault.machine, root, { world, dials }, report);
  }
}

/** The engine joins remedy and message with a semicolon. */
function splitHint(message: string): [string, string?] {
  const at = message.lastIndexOf('; ');
  return at === -1 ? [message] : [message.slice(0, at), message.slice(at + 2)];
}

/**
 * The keys that lead to a machine problem's dotted path. State names stand there without their "states", events hold
 * dots themselves, and delays are already milliseconds: as far as it can be followed.
 */
function pathIn(machine: unknown, dotted: string): string[] {
  const path: string[] = [];
  let [node, rest] = [machine, dotted];
  while (rest !== '' && isMap(node)) {
    const key = longestKey(node, rest);
    if (key === null) {
      if (!isMap(node['states']) || longestKey(node['states'], rest) === null) break;
      path.push('states');
      node = node['states'];
      continue;
    }
    path.push(key);
    node = node[key];
    rest = rest.slice(key.length + 1);
  }
  return path;
}

function longestKey(node: Record<string, unknown>, rest: string): string | null {
  const fits = Object.keys(node).filter((key) => rest === key || rest.startsWith(`${key}.`));
  return fits.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** Parameters that name a part of the world. */
function checkNames(node: unknown, path: YamlPath, around: Around, report: Report): void {
  if (Array.isArray(node)) node.forEach((item, i) => checkNames(item, [...path, i], around, report));
  if (!isMap(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'params' && isMap(value)) checkParams(value, [...path, key], around, report);
    else if (key === 'on' && isMap(value)) {
      for (const event of Object.keys(value)) checkEventId(event, [...path, key, event], around.world, report);
      checkNames(value, [...path, key], around, report);
    } else checkNames(value, [...path, key], around, report);
  }
}

function checkParams(params: Record<string, unknown>, path: YamlPath, { world, dials }: Around, report: Report): void {
  const known: Record<string, [string, string[]]> = {
    job: ['job', Object.keys(world.jobs)],
    service: ['service', Object.keys(world.services)],
    db: ['database', Object.keys(world.databases)],
    flag: ['flag', Object.keys(world.flags)],
    certificate: ['certificate', Object.keys(world.certificates)],
    cache: ['cache', Object.keys(world.caches)],
    queue: ['queue', Object.keys(world.queues)],
    disk: ['disk', Object.keys(world.disks)],
    node: ['node', Object.keys(world.nodes)],
    thirdParty: ['third party', Object.keys(world.thirdParties)],
    slo: ['SLO', Object.keys(world.slos)],
    host: ['host', Object.keys(world.edge?.hosts ?? {})],
    journey: ['journey', ['*', ...Object.keys(world.users.journeys)]],
  };
  for (const [name, value] of Object.entries(params)) {
    const kind = paramKind(name);
    if (dialIn(value) !== null) {
      checkDialled(name, value, [...path, name], dials, report);
      continue;
    }
    const wrong = paramProblem(kind, compileParam(name, value));
    if (wrong !== null)
      report.error('fault/param', [...path, name], `"${name}" ${wrong}, found ${JSON.stringify(value)}`, REMEDY[kind]);
    const entry = Object.hasOwn(known, name) ? known[name] : undefined;
    if (entry && typeof value === 'string') refersTo(report, entry[0], value, entry[1], [...path, name]);
  }
  const service = typeof params['service'] === 'string' ? world.services[params['service']] : undefined;
  if (service && typeof params['version'] === 'string') {
    refersTo(report, 'version', params['version'], ['*', ...Object.keys(service.versions)], [...path, 'version']);
  }
}

/** A parameter that a dial sets must be what its kind takes, wherever the dial stands. */
function checkDialled(
  name: string,
  value: unknown,
  path: YamlPath,
  dials: readonly Named<Dial>[],
  report: Report,
): void {
  const dial = dials.find(({ id }) => id === dialIn(value));
  if (dial === undefined) {
    const known = dials.map(({ id }) => `$${id}`).join(', ');
    const remedy = known === '' ? 'declare it under deck.parameters' : `known: ${known}`;
    report.error(
      'fault/dial',
      path,
      `"${name}" names the dial "${String(value)}", which this fault does not have`,
      remedy,
    );
    return;
  }
  const ends = [dial.value, dial.min, dial.max];
  const wrong = ends.flatMap((end) => {
    const problem = paramProblem(paramKind(name), modelValue(dial.unit, end));
    return problem === null ? [] : [`with the dial "${dial.id}" at ${end} ${dial.unit}, "${name}" ${problem}`];
  })[0];
  if (wrong !== undefined) report.error('fault/dial', path, wrong, 'change its bounds, or its unit');
}

/** How values of a kind are written. */
const REMEDY: Readonly<Record<ParamKind, string>> = {
  share: 'write 4% or 0.04',
  factor: 'write 1.5 or 150%',
  seconds: 'write 30s, 200ms or 1m30s',
  'per second': 'write 2/s or 30/m',
  'GiB per hour': 'write 12GiB/h',
  'whole number': 'write it without unit, such as 2',
  switch: 'write true or false, without quotes',
  list: 'write it as [a, b]',
  'text or null': "put it in quotes, such as 'true'",
  text: "put it in quotes, such as 'true'",
};

/** `ended.reports-export` speaks of a job, a service, a database, an edge, a certificate or an SLO that must exist. */
function checkEventId(event: string, path: YamlPath, world: WorldYaml, report: Report): void {
  const [, id] = /^[A-Za-z]+\.(.+)$/.exec(event) ?? [];
  if (id === undefined) return;
  // A client that locks is no part of the world: its name is a text of the fault.
  if (event.startsWith('unlocked.')) return;
  const { jobs, services, databases, certificates, slos, thirdParties, caches, queues, disks, nodes } = world;
  const parts = [jobs, services, databases, certificates, slos, thirdParties, caches, queues, disks, nodes].flatMap(
    Object.keys,
  );
  if (world.edge) parts.push(world.edge.id);
  refersTo(report, 'component', id, parts, path);
}
