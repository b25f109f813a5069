import { configMapKind, eventKind, hpaKind, namespaceKind } from './cluster-kinds.ts';
import { cronJobKind, jobKind } from './batch-kinds.ts';
import type { Kind } from './kube-object.ts';
import { endpointsKind, ingressKind, serviceKind } from './network-kinds.ts';
import { nodeKind } from './node-kind.ts';
import { podKind } from './pod-kind.ts';
import { deploymentKind, replicaSetKind, statefulSetKind } from './workload-kinds.ts';

/** Kinds of objects that the cluster has. Adding one = its `Kind` and a line here. */
export const KINDS: readonly Kind[] = [
  configMapKind,
  endpointsKind,
  eventKind,
  namespaceKind,
  nodeKind,
  podKind,
  serviceKind,
  deploymentKind,
  replicaSetKind,
  statefulSetKind,
  hpaKind,
  cronJobKind,
  jobKind,
  ingressKind,
];

/** What `kubectl get all` stands for, in its order. */
export const ALL: readonly Kind[] = [
  podKind,
  serviceKind,
  deploymentKind,
  replicaSetKind,
  statefulSetKind,
  hpaKind,
  cronJobKind,
  jobKind,
];

/** Kinds that exist and that this account may not read: [spelling, plural, API group]. */
export const CLOSED: readonly { words: readonly string[]; plural: string; group: string }[] = [
  { words: ['secret', 'secrets'], plural: 'secrets', group: '' },
  { words: ['role', 'roles'], plural: 'roles', group: 'rbac.authorization.k8s.io' },
  { words: ['rolebinding', 'rolebindings'], plural: 'rolebindings', group: 'rbac.authorization.k8s.io' },
  { words: ['serviceaccount', 'serviceaccounts', 'sa'], plural: 'serviceaccounts', group: '' },
  { words: ['persistentvolume', 'persistentvolumes', 'pv'], plural: 'persistentvolumes', group: '' },
  { words: ['persistentvolumeclaim', 'persistentvolumeclaims', 'pvc'], plural: 'persistentvolumeclaims', group: '' },
  { words: ['networkpolicy', 'networkpolicies', 'netpol'], plural: 'networkpolicies', group: 'networking.k8s.io' },
  { words: ['daemonset', 'daemonsets', 'ds'], plural: 'daemonsets', group: 'apps' },
];

const bySpelling = new Map(
  KINDS.flatMap((kind) =>
    [kind.plural, kind.singular, ...kind.short].flatMap((word) =>
      kind.group === '' ? [[word, kind] as const] : [[word, kind] as const, [`${word}.${kind.group}`, kind] as const],
    ),
  ),
);

/** The kind of a word as people type it (`po`, `deployment.apps`, `Deployment`). */
export function kindOf(word: string): Kind | undefined {
  return bySpelling.get(word.toLowerCase());
}
