import type { World } from '../../world.ts';
import { hashText } from '../../random.ts';
import { age, isoTime } from '../when.ts';

export type Json = null | boolean | number | string | Json[] | { [field: string]: Json };
export type JsonObject = Record<string, Json>;

/** One object of the cluster, in the shape of the API, with the cells that `kubectl get` prints of it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    creationTimestamp: string;
  } & JsonObject;
  [part: string]: Json;
}

export interface Item {
  object: KubeObject;
  /** One cell per column of its kind, those of `-o wide` included. */
  cells: string[];
}

/** A kind of object as the API server lists it. */
export interface Kind {
  /** Plural and singular as typed, and other spellings. */
  plural: string;
  singular: string;
  short: readonly string[];
  /** API group; '' = core. */
  group: string;
  kind: string;
  namespaced: boolean;
  columns: readonly string[];
  /** Columns that show only with `-o wide`. */
  wide: readonly string[];
  list: (world: World) => Item[];
}

export const NAMESPACE = 'shop';

/** How long ago the cluster and what never changes in it were made. */
const BORN_S = 341 * 86_400;

/** Drill second at which the cluster was made. */
export function bornS(world: World): number {
  return -world.spec.prerollS - BORN_S;
}

/** A drill second as the API prints times. */
export function stamp(world: World, atS: number): string {
  return isoTime(world.spec.startsAtMs + Math.floor(atS) * 1000);
}

export function ageOf(world: World, atS: number): string {
  return age(world.nowS - atS);
}

/** A UUID that is always the same for the same thing. */
export function uid(world: World, thing: string): string {
  const part = (n: number) => hashText(`${world.seed}/${thing}/${n}`).toString(16).padStart(8, '0');
  const [a, b, c, d] = [part(1), part(2), part(3), part(4)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** `deployment.apps` as kubectl names a kind in its answers; `deployments.apps` in refusals. */
export function groupedName(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}

export function labelText(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

export function imageOf(service: string, version: string): string {
  return `registry.internal/${service}:${version}`;
}

/** CPU that a pod asks for, as the API writes it. */
export function milli(cores: number): string {
  return cores === Math.floor(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
}
