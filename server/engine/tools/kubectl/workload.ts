import type { World } from '../../world.ts';
import { fail, type ToolResult } from '../tool.ts';
import { findDeployment, KINDS, notFound, unknownKind } from './object.ts';

export interface Workload {
  kind: 'service' | 'database' | 'edge';
  name: string;
  /** As kubectl names it in its answers: `deployment.apps/checkout`. */
  shown: string;
}

/** Reads `deployment/NAME`, `statefulset/NAME` or the two words apart: services, databases and the edge all run here. */
export function readWorkload(world: World, words: readonly string[]): Workload | { refusal: ToolResult } {
  const [typed = '', name] = words.flatMap((word) => word.split('/'));
  const kind = KINDS[typed];
  if (!kind) return { refusal: typed === '' ? fail('error: required resource not specified') : unknownKind(typed) };
  if (!name) return { refusal: fail('error: resource(s) were provided, but no name was specified') };
  if (kind === 'statefulsets') {
    const found = world.spec.databases.some((database) => database.id === name);
    return found
      ? { kind: 'database', name, shown: `statefulset.apps/${name}` }
      : { refusal: notFound('statefulsets.apps', name) };
  }
  if (kind !== 'deployments') return { refusal: fail(`error: ${typed} does not support this operation`) };
  if (findDeployment(world, name)) return { kind: 'service', name, shown: `deployment.apps/${name}` };
  if (world.spec.edge?.id === name) return { kind: 'edge', name, shown: `deployment.apps/${name}` };
  return { refusal: notFound('deployments.apps', name) };
}
