import type { JsonObject, KubeObject } from './kube-object.ts';

/** A test of an object, or why the text is none. */
export type Selector = ((object: KubeObject) => boolean) | { problem: string };

/** `-l app=checkout,version!=2.17.2,tier in (a, b),!canary` as the API server reads it. */
export function labelSelector(text: string): Selector {
  const tests: ((labels: Record<string, string>) => boolean)[] = [];
  for (const part of splitOutside(text)) {
    const test = labelTest(part.trim());
    if (test === null)
      return { problem: `unable to parse requirement: found '${part.trim()}', expected: identifier or a set operator` };
    tests.push(test);
  }
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}));
}

function labelTest(part: string): ((labels: Record<string, string>) => boolean) | null {
  const equal = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(part);
  if (equal) {
    const [, key, operator, value] = equal;
    return operator === '!=' ? (labels) => labels[key!] !== value : (labels) => labels[key!] === value;
  }
  const set = /^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  if (set) {
    const values = set[3]!.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[set[1]!] ?? '\0') === (set[2] === 'in');
  }
  const present = /^(!?)([\w./-]+)$/.exec(part);
  return present ? (labels) => (labels[present[2]!] === undefined) === (present[1] === '!') : null;
}

/** Fields that the API server indexes, by kind; the two of metadata are everywhere. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec.nodeName', 'spec.restartPolicy', 'status.phase', 'status.podIP'],
  Event: ['involvedObject.kind', 'involvedObject.name', 'involvedObject.namespace', 'reason', 'type', 'source'],
  Node: ['spec.unschedulable'],
  Job: ['status.successful'],
};

/** `--field-selector status.phase!=Running`. Fields that are not indexed are refused as the server refuses them. */
export function fieldSelector(text: string, kind: { kind: string; plural: string }): Selector {
  const tests: ((object: KubeObject) => boolean)[] = [];
  for (const part of text.split(',')) {
    const match = /^([\w.]+)\s*(==|=|!=)\s*(.*)$/.exec(part.trim());
    if (!match) return { problem: `invalid selector: '${part}'; can't understand '${part}'` };
    const [, path, operator, value] = match;
    const known = ['metadata.name', 'metadata.namespace', ...(FIELDS[kind.kind] ?? [])];
    if (!known.includes(path!))
      return {
        problem: `Unable to find "/v1, Resource=${kind.plural}" that match label selector "", field selector "${text}": field label not supported: ${path}`,
      };
    tests.push((object) => (fieldText(object, path!) === value) === (operator !== '!='));
  }
  return (object) => tests.every((test) => test(object));
}

function fieldText(object: KubeObject, path: string): string {
  let at: unknown = object;
  for (const name of path.split('.')) at = (at as JsonObject | undefined)?.[name];
  return at === undefined || at === null
    ? path === 'spec.unschedulable'
      ? 'false'
      : ''
    : String(at as string | number | boolean);
}

/** Splits at commas that are not inside parentheses. */
function splitOutside(text: string): string[] {
  return text.match(/(?:[^,(]|\([^)]*\))+/g) ?? [''];
}
