import type { DeploymentView, PodView } from '../../inspect.ts';
import { deployments, events, health, pods } from '../../read.ts';
import type { World } from '../../world.ts';
import { isProblem, parseFlags } from '../flags.ts';
import { table } from '../table.ts';
import { fail, out, type ToolContext, type ToolResult } from '../tool.ts';
import { age, isoTime } from '../when.ts';
import { badFlag, KINDS, notFound, unknownKind } from './object.ts';

const FLAGS = {
  selector: 'value',
  output: 'value',
  'sort-by': 'value',
  'field-selector': 'value',
  watch: 'switch',
  'no-headers': 'switch',
  'all-namespaces': 'switch',
  'show-labels': 'switch',
} as const;
const SHORT = { l: 'selector', o: 'output', w: 'watch', A: 'all-namespaces' };

export function get(world: World, _ctx: ToolContext, argv: readonly string[]): ToolResult {
  const flags = parseFlags(argv, FLAGS, SHORT);
  if (isProblem(flags)) return badFlag(flags);
  if (flags.on('watch')) return fail('error: watching is not available in this terminal; run the command again');
  const [typed, ...names] = flags.words.flatMap((word) => word.split('/'));
  if (typed === undefined) return fail('You must specify the type of resource to get. Use "kubectl get pods".');
  const kind = KINDS[typed];
  if (!kind) return unknownKind(typed);
  const app = readSelector(flags.value('selector'));
  if (app === null) return fail(`error: unable to parse requirement in selector "${flags.value('selector')}"`);
  const listing = list(world, kind, names, app);
  if ('missing' in listing) return notFound(listing.resource, listing.missing);
  const output = flags.value('output');
  if (output === 'json') return out(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: listing.items }, null, 4));
  if (output === 'name') return out(listing.names.join('\n'));
  if (output && output !== 'wide')
    return fail(
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: json,name,wide`,
    );
  if (listing.rows.length === 0)
    return { stdout: '', stderr: 'No resources found in shop namespace.\n', exitCode: 0, actions: [] };
  const columns = output === 'wide' ? listing.header.length : listing.header.length - listing.wideOnly;
  const rows = listing.rows.map((row) => row.slice(0, columns));
  return out(flags.on('no-headers') ? table(rows[0]!, rows.slice(1)) : table(listing.header.slice(0, columns), rows));
}

interface Listing {
  header: string[];
  /** How many of the last columns show only with `-o wide`. */
  wideOnly: number;
  rows: string[][];
  names: string[];
  items: unknown[];
}

function list(
  world: World,
  kind: string,
  names: readonly string[],
  app: string | undefined,
): Listing | { missing: string; resource: string } {
  switch (kind) {
    case 'pods':
      return select(
        pods(world, app),
        names,
        (pod) => pod.name,
        'pods',
        (found) => listPods(world, found),
      );
    case 'deployments':
      return select(
        deploymentsOf(world, app),
        names,
        (deployment) => deployment.service,
        'deployments.apps',
        (found) => listDeployments(found),
      );
    case 'hpa':
      return select(
        deploymentsOf(world, app).filter((deployment) => deployment.autoscaler),
        names,
        (deployment) => deployment.service,
        'horizontalpodautoscalers.autoscaling',
        (found) => listAutoscalers(world, found),
      );
    case 'events':
      return listEvents(world);
    case 'statefulsets':
      return select(
        databases(world),
        names,
        (database) => database.id,
        'statefulsets.apps',
        (found) => ({
          header: ['NAME', 'READY', 'AGE'],
          wideOnly: 0,
          rows: found.map((database) => [database.id, database.up ? '1/1' : '0/1', '341d']),
          names: found.map((database) => `statefulset.apps/${database.id}`),
          items: found.map((database) => ({ kind: 'StatefulSet', metadata: { name: database.id } })),
        }),
      );
    case 'services':
      return select(
        deploymentsOf(world, app),
        names,
        (deployment) => deployment.service,
        'services',
        (found) => ({
          header: ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)'],
          wideOnly: 0,
          rows: found.map((deployment, at) => [
            deployment.service,
            'ClusterIP',
            `10.96.0.${20 + at}`,
            '<none>',
            '8080/TCP',
          ]),
          names: found.map((deployment) => `service/${deployment.service}`),
          items: found.map((deployment) => ({ kind: 'Service', metadata: { name: deployment.service } })),
        }),
      );
    default: {
      const nodes = [...new Set(pods(world).map((pod) => pod.node))].sort();
      return {
        header: ['NAME', 'STATUS', 'VERSION'],
        wideOnly: 0,
        rows: nodes.map((node) => [node, 'Ready', 'v1.31.2']),
        names: nodes.map((node) => `node/${node}`),
        items: nodes.map((name) => ({ kind: 'Node', metadata: { name } })),
      };
    }
  }
}

function select<T>(
  all: readonly T[],
  names: readonly string[],
  nameOf: (item: T) => string,
  resource: string,
  show: (found: T[]) => Listing,
): Listing | { missing: string; resource: string } {
  const missing = names.find((name) => !all.some((item) => nameOf(item) === name));
  if (missing !== undefined) return { missing, resource };
  return show(all.filter((item) => names.length === 0 || names.includes(nameOf(item))));
}

function deploymentsOf(world: World, app: string | undefined): DeploymentView[] {
  return deployments(world).filter((deployment) => app === undefined || deployment.service === app);
}

function listPods(world: World, found: readonly PodView[]): Listing {
  return {
    header: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE', 'VERSION'],
    wideOnly: 3,
    rows: found.map((pod) => [
      pod.name,
      pod.ready ? '1/1' : '0/1',
      pod.phase,
      String(pod.restarts),
      age(world.nowS - pod.startedAtS),
      pod.ip,
      pod.node,
      pod.version,
    ]),
    names: found.map((pod) => `pod/${pod.name}`),
    items: found.map((pod) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: pod.name,
        namespace: 'shop',
        labels: { app: pod.service, version: pod.version },
        creationTimestamp: isoTime(world.spec.startsAtMs + pod.startedAtS * 1000),
      },
      spec: {
        nodeName: pod.node,
        containers: [{ name: pod.service, image: `registry.internal/${pod.service}:${pod.version}` }],
      },
      status: {
        phase: pod.phase === 'CrashLoopBackOff' ? 'Running' : pod.phase,
        podIP: pod.ip,
        containerStatuses: [{ name: pod.service, ready: pod.ready, restartCount: pod.restarts }],
      },
    })),
  };
}

function listDeployments(found: readonly DeploymentView[]): Listing {
  return {
    header: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE', 'IMAGES'],
    wideOnly: 1,
    rows: found.map((deployment) => [
      deployment.service,
      `${deployment.ready}/${deployment.replicas}`,
      String(deployment.updated),
      String(deployment.ready),
      '341d',
      `registry.internal/${deployment.service}:${deployment.version}`,
    ]),
    names: found.map((deployment) => `deployment.apps/${deployment.service}`),
    items: found.map((deployment) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: deployment.service,
        namespace: 'shop',
        labels: { app: deployment.service, team: deployment.team },
      },
      spec: {
        replicas: deployment.replicas,
        template: {
          spec: {
            containers: [
              {
                name: deployment.service,
                image: `registry.internal/${deployment.service}:${deployment.version}`,
                env: Object.entries(deployment.env).map(([name, value]) => ({ name, value })),
              },
            ],
          },
        },
      },
      status: { replicas: deployment.replicas, readyReplicas: deployment.ready, updatedReplicas: deployment.updated },
    })),
  };
}

function listAutoscalers(world: World, found: readonly DeploymentView[]): Listing {
  return {
    header: ['NAME', 'REFERENCE', 'TARGETS', 'MINPODS', 'MAXPODS', 'REPLICAS', 'AGE'],
    wideOnly: 0,
    rows: found.flatMap((deployment) => {
      const scaler = deployment.autoscaler;
      if (!scaler) return [];
      const mine = pods(world, deployment.service).filter((pod) => pod.ready);
      const cpu =
        mine.length === 0
          ? '<unknown>'
          : `${Math.round((100 * mine.reduce((sum, pod) => sum + pod.cpu, 0)) / mine.length)}%`;
      return [
        [
          deployment.service,
          `Deployment/${deployment.service}`,
          `cpu: ${cpu}/${Math.round(scaler.targetCpu * 100)}%${scaler.enabled ? '' : ' (paused)'}`,
          String(scaler.min),
          String(scaler.max),
          String(deployment.replicas),
          '341d',
        ],
      ];
    }),
    names: found.map((deployment) => `horizontalpodautoscaler.autoscaling/${deployment.service}`),
    items: found.map((deployment) => ({
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: deployment.service },
      spec: deployment.autoscaler,
    })),
  };
}

function listEvents(world: World): Listing {
  const all = events(world).slice(-60);
  const owners = new Set(deployments(world).map((deployment) => deployment.service));
  const shown = (object: string) => (owners.has(object) ? `deployment/${object}` : `pod/${object}`);
  return {
    header: ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
    wideOnly: 0,
    rows: all.map((event) => [
      age(world.nowS - event.atS),
      event.type,
      event.reason,
      shown(event.object),
      event.message,
    ]),
    names: all.map((event) => `event/${event.object}`),
    items: all,
  };
}

function databases(world: World): { id: string; up: boolean }[] {
  const checked = health(world);
  return world.spec.databases.map(({ id }) => ({ id, up: checked.find((item) => item.id === id)?.health !== 'down' }));
}

/** `app=checkout` → checkout; undefined without a selector; null when it is none that we know. */
function readSelector(selector: string | undefined): string | undefined | null {
  if (selector === undefined) return undefined;
  return /^app={1,2}([\w-]+)$/.exec(selector)?.[1] ?? null;
}
