import type { WorldYaml } from '../schema/world.ts';
import { checkPlatform } from './check-platform.ts';
import { refersTo, type Report } from './report.ts';

/** Names inside the world that must meet, and numbers that must agree. */
export function checkWorld(world: WorldYaml, report: Report): void {
  const known = {
    service: Object.keys(world.services),
    database: Object.keys(world.databases),
    journey: Object.keys(world.users.journeys),
    certificate: Object.keys(world.certificates),
    flag: Object.keys(world.flags),
    cache: Object.keys(world.caches),
  };
  const others = Object.keys(world.thirdParties);
  const callee = {
    what: others.length > 0 ? 'service or third party' : 'service',
    known: [...known.service, ...others],
  };
  const refer = (what: keyof typeof known, name: string, ...path: (string | number)[]) =>
    refersTo(report, what, name, known[what], ['world', ...path]);

  refer('service', world.entry, 'entry');
  for (const [id, journey] of Object.entries(world.users.journeys)) {
    if (journey.follows !== undefined) refer('journey', journey.follows, 'users', 'journeys', id, 'follows');
  }
  world.users.surges.forEach((surge, i) => refer('journey', surge.journey, 'users', 'surges', i, 'journey'));
  for (const [id, slo] of Object.entries(world.slos)) refer('journey', slo.journey, 'slos', id, 'journey');
  for (const [id, service] of Object.entries(world.services)) {
    checkVersions(world, id, report);
    service.calls.forEach((call, i) => {
      refersTo(report, callee.what, call.to, callee.known, ['world', 'services', id, 'calls', i, 'to']);
      if (call.cache !== undefined) refer('cache', call.cache, 'services', id, 'calls', i, 'cache');
      if (call.flag !== undefined) refer('flag', call.flag, 'services', id, 'calls', i, 'flag');
      checkCallVariables(world, id, i, report);
      for (const journey of call.on === undefined ? [] : [call.on].flat()) {
        refer('journey', journey, 'services', id, 'calls', i, 'on');
      }
    });
    if (service.pool) {
      refer('database', service.pool.db, 'services', id, 'pool', 'db');
      if (service.pool.cache !== undefined) refer('cache', service.pool.cache, 'services', id, 'pool', 'cache');
      for (const journey of Object.keys(service.pool.perRequest ?? {})) {
        refer('journey', journey, 'services', id, 'pool', 'perRequest', journey);
      }
    }
    const scaler = service.autoscaler;
    if (scaler && (scaler.min > scaler.max || service.replicas < scaler.min || service.replicas > scaler.max)) {
      const message = `services.${id} has ${service.replicas} replicas, its autoscaler allows ${scaler.min} to ${scaler.max}`;
      report.error('world/autoscaler', ['world', 'services', id, 'autoscaler'], message, 'make them agree');
    }
    for (const [version, { errors }] of Object.entries(service.versions)) {
      for (const [journey, error] of Object.entries(errors ?? {})) {
        const path = ['services', id, 'versions', version, 'errors', journey];
        if (journey !== '*') refer('journey', journey, ...path);
        if (error.flag !== undefined) refer('flag', error.flag, ...path, 'flag');
      }
    }
  }
  checkCallCycles(world, report);
  for (const [id, job] of Object.entries(world.jobs)) {
    refer('service', job.service, 'jobs', id, 'service');
    refer('database', job.db, 'jobs', id, 'db');
    if (job.pool === undefined) continue;
    refer('service', job.pool, 'jobs', id, 'pool');
    if (world.services[job.pool] && !world.services[job.pool]!.pool) {
      report.error(
        'reference/pool',
        ['world', 'jobs', id, 'pool'],
        `service "${job.pool}" has no pool to drain`,
        'name a service that has one',
      );
    }
  }
  checkEdge(world, (name, ...path) => refer('certificate', name, ...path), report);
  checkCertificates(world, report);
  checkPlatform(world, report);
}

/** A variable that no config shows cannot be found by whoever has to change it. */
function checkCallVariables(world: WorldYaml, id: string, at: number, report: Report): void {
  const { config, calls } = world.services[id]!;
  for (const [key, name] of Object.entries(calls[at]?.env ?? {})) {
    if (name === undefined || Object.hasOwn(config, name)) continue;
    const path = ['world', 'services', id, 'calls', at, 'env', key];
    report.warning('world/variable', path, `the config of "${id}" does not hold "${name}"`, 'add it with its value');
  }
}

function checkVersions(world: WorldYaml, id: string, report: Report): void {
  const service = world.services[id]!;
  const versions = Object.keys(service.versions);
  refersTo(report, 'version', service.version, versions, ['world', 'services', id, 'version']);
  service.releases?.forEach((release, i) =>
    refersTo(report, 'version', release.version, versions, ['world', 'services', id, 'releases', i, 'version']),
  );
  const last = service.releases?.at(-1);
  if (last && last.version !== service.version) {
    const message = `the last release of "${id}" is ${last.version}, but ${service.version} runs`;
    report.error(
      'world/releases',
      ['world', 'services', id, 'releases'],
      message,
      'let the last release be the running version',
    );
  }
  service.pipeline?.rollbackBlocked?.forEach(({ from }, i) =>
    refersTo(report, 'version', from, versions, ['world', 'services', id, 'pipeline', 'rollbackBlocked', i, 'from']),
  );
}

/** A call graph with a cycle has no order in which one second can be stepped. */
function checkCallCycles(world: WorldYaml, report: Report): void {
  const done = new Set<string>();
  const visit = (id: string, trail: string[]): void => {
    if (done.has(id) || !world.services[id]) return;
    world.services[id].calls.forEach((call, i) => {
      const from = [...trail, id].indexOf(call.to);
      if (from === -1) return visit(call.to, [...trail, id]);
      const cycle = [...[...trail, id].slice(from), call.to].join(' → ');
      report.error(
        'world/cycle',
        ['world', 'services', id, 'calls', i, 'to'],
        `services call each other in a circle: ${cycle}`,
        'remove one of the calls',
      );
    });
    done.add(id);
  };
  for (const id of Object.keys(world.services)) visit(id, []);
}

function checkEdge(
  world: WorldYaml,
  referCertificate: (name: string, ...path: string[]) => void,
  report: Report,
): void {
  if (!world.edge) return;
  for (const [host, certificate] of Object.entries(world.edge.hosts))
    referCertificate(certificate, 'edge', 'hosts', host);
  for (const [id, { host }] of Object.entries(world.edge.clients)) {
    if (host === undefined || host in world.edge.hosts) continue;
    const known = Object.keys(world.edge.hosts).join(', ');
    const message = `the edge serves no host "${host}"`;
    report.error('world/hosts', ['world', 'edge', 'clients', id, 'host'], message, `known: ${known}`);
  }
  const total = Object.values(world.edge.clients).reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-6) {
    const message = `the clients' shares add up to ${Math.round(total * 1000) / 10} %`;
    report.error('world/shares', ['world', 'edge', 'clients'], message, 'make them 100 %');
  }
}

function checkCertificates(world: WorldYaml, report: Report): void {
  for (const [id, certificate] of Object.entries(world.certificates)) {
    if (certificate.notBefore >= certificate.notAfter) {
      report.error(
        'world/dates',
        ['world', 'certificates', id, 'notAfter'],
        `certificate "${id}" ends before it begins`,
        'check notBefore and notAfter',
      );
    }
    if (certificate.notBefore > world.starts) {
      report.error(
        'world/dates',
        ['world', 'certificates', id, 'notBefore'],
        `certificate "${id}" is not valid yet when the drill starts`,
        'check notBefore and world.starts',
      );
    }
  }
}
