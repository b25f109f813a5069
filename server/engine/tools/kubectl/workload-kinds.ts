import type { DeploymentView } from '../../inspect.ts';
import { deployments, pods } from '../../read.ts';
import { podSetName } from '../../services/build-services.ts';
import type { World } from '../../world.ts';
import { isStore, storeOf } from './fixed-pods.ts';
import { ageOf, bornS, imageOf, type Item, type Json, type Kind, NAMESPACE, stamp, uid } from './kube-object.ts';
import { clusterPods, imageOfPod } from './pod-kind.ts';

export const deploymentKind: Kind = {
  plural: 'deployments',
  singular: 'deployment',
  short: ['deploy'],
  group: 'apps',
  kind: 'Deployment',
  namespaced: true,
  columns: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE', 'CONTAINERS', 'IMAGES', 'SELECTOR'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  list: (world) => [...deployments(world).map((one) => deploymentItem(world, one)), ...edgeDeployment(world)],
};

export const replicaSetKind: Kind = {
  plural: 'replicasets',
  singular: 'replicaset',
  short: ['rs'],
  group: 'apps',
  kind: 'ReplicaSet',
  namespaced: true,
  columns: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE', 'CONTAINERS', 'IMAGES', 'SELECTOR'],
  wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
  list: (world) => deployments(world).flatMap((one) => replicaSets(world, one)),
};

export const statefulSetKind: Kind = {
  plural: 'statefulsets',
  singular: 'statefulset',
  short: ['sts'],
  group: 'apps',
  kind: 'StatefulSet',
  namespaced: true,
  columns: ['NAME', 'READY', 'AGE', 'CONTAINERS', 'IMAGES'],
  wide: ['CONTAINERS', 'IMAGES'],
  list: (world) =>
    clusterPods(world)
      .filter(isStore)
      .map((pod) => {
        const name = storeOf(pod);
        const ready = pod.ready ? 1 : 0;
        return {
          cells: [name, `${ready}/1`, ageOf(world, bornS(world)), pod.service, imageOfPod(pod)],
          object: {
            apiVersion: 'apps/v1',
            kind: 'StatefulSet',
            metadata: metadata(world, 'statefulset', name, { app: pod.service }),
            spec: {
              replicas: 1,
              selector: { matchLabels: { app: pod.service } },
              serviceName: pod.service,
              template: { spec: { containers: [{ env: [], image: imageOfPod(pod), name: pod.service }] } },
            },
            status: { availableReplicas: ready, readyReplicas: ready, replicas: 1 },
          },
        };
      }),
};

function deploymentItem(world: World, deployment: DeploymentView): Item {
  const { service, ready, replicas, updated } = deployment;
  const image = imageOf(service, wantedVersion(deployment));
  const unavailable = Math.max(0, replicas - ready);
  return {
    cells: [
      service,
      `${ready}/${replicas}`,
      String(updated),
      String(ready),
      ageOf(world, bornS(world)),
      service,
      image,
      `app=${service}`,
    ],
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        ...metadata(world, 'deployment', service, { app: service, team: deployment.team }),
        annotations: {
          'deployment.kubernetes.io/revision': String(deployment.revisions.at(-1)?.revision ?? 1),
          'kubernetes.io/change-cause': deployment.revisions.at(-1)?.summary ?? '',
        },
      },
      spec: {
        replicas,
        selector: { matchLabels: { app: service } },
        strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' }, type: 'RollingUpdate' },
        template: {
          metadata: { labels: { app: service, version: wantedVersion(deployment) } },
          spec: {
            containers: [
              { env: Object.entries(deployment.env).map(([name, value]) => ({ name, value })), image, name: service },
            ],
          },
        },
      },
      status: {
        availableReplicas: ready,
        conditions: conditionsOf(deployment),
        readyReplicas: ready,
        replicas,
        ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
        updatedReplicas: updated,
      },
    },
  };
}

/** The version its template names: the one that pods get from now on. */
export function wantedVersion({ version, rollout }: DeploymentView): string {
  return rollout !== null && rollout.state !== 'complete' ? rollout.to : version;
}

/** Available as Kubernetes counts it: at most a quarter may be missing. */
export function conditionsOf({
  service,
  ready,
  replicas,
  rollout,
  updated,
  version,
}: DeploymentView): { [field: string]: Json }[] {
  const available = ready >= replicas - Math.floor(replicas / 4);
  const moving = rollout !== null && rollout.state !== 'complete' && rollout.state !== 'halted';
  return [
    {
      message: available ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
      reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      status: available ? 'True' : 'False',
      type: 'Available',
    },
    {
      message: moving
        ? `ReplicaSet "${podSetName(service, rollout.to)}" is progressing: ${updated} of ${replicas} updated.`
        : `ReplicaSet "${podSetName(service, rollout?.to ?? version)}" has successfully progressed.`,
      reason: moving
        ? 'ReplicaSetUpdated'
        : rollout?.state === 'halted'
          ? 'DeploymentPaused'
          : 'NewReplicaSetAvailable',
      status: rollout?.state === 'halted' ? 'Unknown' : 'True',
      type: 'Progressing',
    },
  ];
}

function edgeDeployment(world: World): Item[] {
  const mine = clusterPods(world).filter((pod) => pod.of === 'edge');
  const [first] = mine;
  if (first === undefined) return [];
  const ready = mine.filter((pod) => pod.ready).length;
  const age = ageOf(world, bornS(world));
  const { service: id } = first;
  return [
    {
      cells: [
        id,
        `${ready}/${mine.length}`,
        String(mine.length),
        String(ready),
        age,
        id,
        imageOfPod(first),
        `app=${id}`,
      ],
      object: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(world, 'deployment', id, { app: id }),
        spec: {
          replicas: mine.length,
          selector: { matchLabels: { app: id } },
          template: { spec: { containers: [{ env: [], image: imageOfPod(first), name: id }] } },
        },
        status: { availableReplicas: ready, readyReplicas: ready, replicas: mine.length, updatedReplicas: mine.length },
      },
    },
  ];
}

/** One set per version that it ever ran; only those with pods count any. */
function replicaSets(world: World, deployment: DeploymentView): Item[] {
  const { service, revisions, replicas, rollout } = deployment;
  const mine = pods(world, service).filter((pod) => pod.phase !== 'Terminating');
  const versions = [...new Set(revisions.map((revision) => revision.version))];
  return versions.map((version) => {
    const running = mine.filter((pod) => pod.version === version);
    const ready = running.filter((pod) => pod.ready).length;
    const desired = rollout === null && version === deployment.version ? replicas : running.length;
    const name = podSetName(service, version);
    const bornAtS = revisions.find((revision) => revision.version === version)!.atS;
    const image = imageOf(service, version);
    const hash = name.slice(service.length + 1);
    return {
      cells: [
        name,
        String(desired),
        String(running.length),
        String(ready),
        ageOf(world, bornAtS),
        service,
        image,
        `app=${service},pod-template-hash=${hash}`,
      ],
      object: {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          ...metadata(world, 'replicaset', name, { app: service, 'pod-template-hash': hash, version }),
          creationTimestamp: stamp(world, bornAtS),
          ownerReferences: [{ apiVersion: 'apps/v1', controller: true, kind: 'Deployment', name: service }],
        },
        spec: { replicas: desired, template: { spec: { containers: [{ image, name: service }] } } },
        status: { readyReplicas: ready, replicas: running.length },
      },
    };
  });
}

/** Metadata of something as old as the cluster. */
export function metadata(world: World, kind: string, name: string, labels: Record<string, string>) {
  return {
    creationTimestamp: stamp(world, bornS(world)),
    labels,
    name,
    namespace: NAMESPACE,
    uid: uid(world, `${kind}/${name}`),
  };
}
