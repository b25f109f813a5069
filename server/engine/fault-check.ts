import { ACTIONS, GUARDS, EVENTS } from './fault-vocabulary.ts';
import type { FaultParameter } from '../protocol/breaking.ts';
import { withDialsAt } from './fault-dials.ts';
import { unknownDials } from './fault-dial-check.ts';
import { paramKind, paramProblem } from './fault-vocabulary/param-kind.ts';
import type { ActionWord, GuardWord } from './fault-vocabulary/word.ts';

/** Something wrong in a machine; `path` leads to it, "states.holding.on.ended". */
export interface MachineProblem {
  path: string;
  message: string;
  /** Set when it is the value of this parameter that is wrong. */
  param?: string;
}

interface Target {
  path: string;
  /** State path the transition leads to, or null when it stays. */
  to: string | null;
  kind: 'on' | 'after' | 'always';
}

/**
 * Checks a machine's config without running it: unknown keys, actions, guards, parameters, events and targets, parameters of the wrong kind, bad delays, names that only
 * XState may use, `always` transitions in a circle, states that nothing reaches, dials that the fault does not have. An empty list = fine.
 */
export function checkMachine(config: unknown, dials: readonly FaultParameter[] = []): MachineProblem[] {
  const unknown = unknownDials(config, dials);
  if (unknown.length > 0) return unknown;
  if (dials.length === 0) return checkPlain(config);
  // With each dial where the scenario has it, then at both of its ends.
  return (
    (['value', 'min', 'max'] as const)
      .map((end) => checkPlain(withDialsAt(config, dials, end)))
      .find((problems) => problems.length > 0) ?? []
  );
}

function checkPlain(config: unknown): MachineProblem[] {
  const problems: MachineProblem[] = [];
  if (!isRecord(config)) return [{ path: '', message: 'a machine is an object with "initial" and "states"' }];
  const nodes = new Map<string, Record<string, unknown>>();
  collect(config, '', nodes, problems);
  if (nodes.size === 0) return [...problems, { path: 'states', message: 'a machine needs states' }];
  const targets = new Map<string, Target[]>();
  checkInitial(config, '', problems);
  targets.set('', transitionsOf(config, '', nodes, problems));
  for (const [path, node] of nodes) targets.set(path, transitionsOf(node, path, nodes, problems));
  if (problems.length > 0) return problems;
  findCircles(targets, nodes, config, problems);
  findUnreachable(config, nodes, targets, problems);
  return problems;
}

const STATE_KEYS = [
  'id',
  'description',
  'initial',
  'states',
  'on',
  'after',
  'always',
  'entry',
  'exit',
  'type',
  'meta',
  'tags',
];
const TRANSITION_KEYS = ['target', 'guard', 'actions', 'description', 'reenter'];

function collect(
  node: Record<string, unknown>,
  path: string,
  nodes: Map<string, Record<string, unknown>>,
  problems: MachineProblem[],
): void {
  for (const key of Object.keys(node))
    if (!STATE_KEYS.includes(key)) problems.push({ path: join(path, key), message: unknown('key', key, STATE_KEYS) });
  const { states } = node;
  if (node['type'] !== undefined && node['type'] !== 'final')
    problems.push({
      path: join(path, 'type'),
      message: 'only "final" is allowed: parallel and history states are not',
    });
  if (states === undefined) return;
  if (!isRecord(states)) {
    problems.push({ path: join(path, 'states'), message: 'must be an object of states' });
    return;
  }
  for (const [name, child] of Object.entries(states)) {
    const childPath = join(path, name);
    if (name.includes('.') || name.startsWith('xstate'))
      problems.push({ path: childPath, message: 'a state name holds no "." and does not begin with "xstate"' });
    if (!isRecord(child)) problems.push({ path: childPath, message: 'a state is an object' });
    else {
      nodes.set(childPath, child);
      checkInitial(child, childPath, problems);
      collect(child, childPath, nodes, problems);
    }
  }
}

function checkInitial(node: Record<string, unknown>, path: string, problems: MachineProblem[]): void {
  const { states, initial } = node;
  if (!isRecord(states)) return;
  if (typeof initial !== 'string' || !(initial in states)) {
    problems.push({
      path: join(path, 'initial'),
      message:
        typeof initial === 'string' ? unknown('state', initial, Object.keys(states)) : 'names the state to begin with',
    });
  }
}

function transitionsOf(
  node: Record<string, unknown>,
  path: string,
  nodes: Map<string, Record<string, unknown>>,
  problems: MachineProblem[],
): Target[] {
  const targets: Target[] = [];
  checkActions(node['entry'], join(path, 'entry'), problems);
  checkActions(node['exit'], join(path, 'exit'), problems);
  const read = (value: unknown, at: string, kind: Target['kind']): void => {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
      targets.push(readTransition(one, path, at, kind, nodes, problems));
  };
  if (isRecord(node['on'])) {
    for (const [event, value] of Object.entries(node['on'])) {
      checkEvent(event, join(path, `on.${event}`), problems);
      read(value, join(path, `on.${event}`), 'on');
    }
  }
  if (isRecord(node['after'])) {
    for (const [delay, value] of Object.entries(node['after'])) {
      if (!/^\d+$/.test(delay))
        problems.push({
          path: join(path, `after.${delay}`),
          message: `unknown delay "${delay}": give whole milliseconds`,
        });
      read(value, join(path, `after.${delay}`), 'after');
    }
  }
  if (node['always'] !== undefined) read(node['always'], join(path, 'always'), 'always');
  return targets;
}

function readTransition(
  value: unknown,
  from: string,
  at: string,
  kind: Target['kind'],
  nodes: Map<string, unknown>,
  problems: MachineProblem[],
): Target {
  const config = typeof value === 'string' ? { target: value } : value;
  if (!isRecord(config)) {
    problems.push({ path: at, message: 'a transition is a state name or an object with "target"' });
    return { path: at, to: null, kind };
  }
  for (const key of Object.keys(config))
    if (!TRANSITION_KEYS.includes(key))
      problems.push({ path: `${at}.${key}`, message: unknown('key', key, TRANSITION_KEYS) });
  checkActions(config['actions'], `${at}.actions`, problems);
  if (config['guard'] !== undefined) checkWord('guard', config['guard'], GUARDS, `${at}.guard`, problems);
  const { target } = config;
  if (target === undefined) return { path: at, to: null, kind };
  const to = typeof target === 'string' ? resolveTarget(target, from, nodes) : null;
  if (to === null) problems.push({ path: at, message: unknown('state', String(target), siblings(from, nodes)) });
  return { path: at, to, kind };
}

/** A bare name is a sibling, ".name" a child. */
function resolveTarget(target: string, from: string, nodes: Map<string, unknown>): string | null {
  const parent = from.includes('.') ? from.slice(0, from.lastIndexOf('.')) : '';
  const path = target.startsWith('.') ? join(from, target.slice(1)) : join(parent, target);
  return nodes.has(path) ? path : null;
}

function siblings(from: string, nodes: Map<string, unknown>): string[] {
  const parent = from.includes('.') ? `${from.slice(0, from.lastIndexOf('.'))}.` : '';
  return [...nodes.keys()]
    .filter((path) => path.startsWith(parent) && !path.slice(parent.length).includes('.'))
    .map((path) => path.slice(parent.length));
}

function checkActions(value: unknown, path: string, problems: MachineProblem[]): void {
  if (value === undefined) return;
  for (const action of Array.isArray(value) ? (value as unknown[]) : [value])
    checkWord('action', action, ACTIONS, path, problems);
}

function checkWord(
  kind: 'action' | 'guard',
  value: unknown,
  words: Readonly<Record<string, ActionWord | GuardWord>>,
  path: string,
  problems: MachineProblem[],
): void {
  const word = typeof value === 'string' ? { type: value } : value;
  if (!isRecord(word) || typeof word['type'] !== 'string') {
    problems.push({ path, message: `a ${kind} is {type, params}` });
    return;
  }
  const known = words[word['type']];
  if (known === undefined) {
    problems.push({ path, message: unknown(kind, word['type'], Object.keys(words)) });
    return;
  }
  const params = isRecord(word['params']) ? word['params'] : {};
  for (const name of Object.keys(known.params))
    if (!name.endsWith('?') && !(name in params))
      problems.push({ path, message: `${kind} "${word['type']}" needs "${name}"` });
  const names = Object.keys(known.params).map((name) => name.replace('?', ''));
  for (const [name, value] of Object.entries(params)) {
    const wrong = names.includes(name) ? paramProblem(paramKind(name), value) : null;
    if (!names.includes(name))
      problems.push({ path, message: `${kind} "${word['type']}": ${unknown('parameter', name, names)}` });
    else if (wrong !== null)
      problems.push({
        path,
        message: `${kind} "${word['type']}": "${name}" ${wrong}, not ${JSON.stringify(value)}`,
        param: name,
      });
  }
}

function checkEvent(event: string, path: string, problems: MachineProblem[]): void {
  if (event.startsWith('xstate'))
    problems.push({ path, message: 'names that begin with "xstate" are not for scenarios' });
  else if (event !== 'BREAK' && event !== 'STOP') {
    const heads = Object.keys(EVENTS).map((name) => name.split('.')[0]!);
    const head = event.split('.')[0]!;
    if (!heads.includes(head))
      problems.push({ path, message: unknown('event', event, ['BREAK', 'STOP', ...Object.keys(EVENTS)]) });
    else if (!event.includes('.') && !(event in EVENTS))
      problems.push({ path, message: `event "${event}" needs an id: "${event}.<id>"` });
  }
}

/** Even a guarded circle of `always` hangs when its guards hold, and entering a state may make `always` of its ancestors fire. */
function findCircles(
  targets: Map<string, Target[]>,
  nodes: Map<string, Record<string, unknown>>,
  root: Record<string, unknown>,
  problems: MachineProblem[],
): void {
  const next = (path: string): string[] => {
    const leaf = leafOf(path, nodes, root);
    return lineage(leaf).flatMap((state) =>
      (targets.get(state) ?? []).filter(({ kind, to }) => kind === 'always' && to !== null).map(({ to }) => to!),
    );
  };
  for (const start of nodes.keys()) {
    const seen = new Set<string>();
    let frontier = next(start);
    while (frontier.length > 0) {
      if (frontier.includes(start)) {
        problems.push({
          path: join(start, 'always'),
          message: '"always" transitions run in a circle through this state',
        });
        break;
      }
      frontier = frontier.filter((path) => !seen.has(path)).flatMap((path) => (seen.add(path), next(path)));
    }
  }
}

function findUnreachable(
  root: Record<string, unknown>,
  nodes: Map<string, Record<string, unknown>>,
  targets: Map<string, Target[]>,
  problems: MachineProblem[],
): void {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    for (const state of lineage(leafOf(path, nodes, root))) {
      if (reached.has(state)) continue;
      reached.add(state);
      for (const { to } of targets.get(state) ?? []) if (to !== null) visit(to);
    }
  };
  visit('');
  for (const path of nodes.keys())
    if (!reached.has(path)) problems.push({ path, message: 'nothing leads to this state' });
}

/** The atomic state that is entered with `path`, down the initial states. */
function leafOf(path: string, nodes: Map<string, Record<string, unknown>>, root: Record<string, unknown>): string {
  let at = path;
  for (;;) {
    const node = at === '' ? root : nodes.get(at);
    const initial = node?.['initial'];
    if (typeof initial !== 'string') return at;
    at = join(at, initial);
  }
}

/** The state itself and all it lies in, the machine ('') included. */
function lineage(path: string): string[] {
  const line = [path];
  let at = path;
  while (at !== '') {
    at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '';
    line.push(at);
  }
  return line;
}

function unknown(kind: string, name: string, known: string[]): string {
  const close = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint =
    close !== undefined && close.distance <= Math.max(2, name.length / 3)
      ? `; did you mean "${close.candidate}"?`
      : `; known: ${known.join(', ')}`;
  return `unknown ${kind} "${name}"${hint}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
