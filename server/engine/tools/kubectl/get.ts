import type { World } from '../../world.ts';
import { isProblem, parseFlags, type ParsedFlags } from '../flags.ts';
import { fail, type ToolContext, type ToolResult } from '../tool.ts';
import { follow, parsePath } from './jsonpath.ts';
import { type Item, type Json, NAMESPACE } from './kube-object.ts';
import { type Found, type Layout, print } from './output.ts';
import { badFlag, forbidden, mayRead } from './refusals.ts';
import { fieldSelector, labelSelector, type Selector } from './selectors.ts';
import { lookUp, readTargets } from './targets.ts';

const FLAGS = {
  selector: 'value',
  output: 'value',
  'sort-by': 'value',
  'field-selector': 'value',
  'label-columns': 'list',
  for: 'value',
  types: 'value',
  watch: 'switch',
  'watch-only': 'switch',
  'no-headers': 'switch',
  'all-namespaces': 'switch',
  'show-labels': 'switch',
  'show-kind': 'switch',
  'ignore-not-found': 'switch',
  'chunk-size': 'value',
  'server-print': 'switch',
  'show-managed-fields': 'switch',
  'show-events': 'switch',
} as const;
const SHORT = { l: 'selector', o: 'output', w: 'watch', A: 'all-namespaces', L: 'label-columns' };

/** `kubectl get …`. With `-w` it lists once: the terminal's follow mode asks again each second. */
export function get(world: World, ctx: ToolContext, argv: readonly string[], namespace: string): ToolResult {
  const flags = parseFlags(argv, FLAGS, SHORT);
  if (isProblem(flags)) return badFlag(flags, 'kubectl get');
  if (flags.words.length === 0)
    return fail(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee \'kubectl get -h\' for help and examples',
    );
  const wanted = readTargets(ctx, flags.words, 'list');
  if ('refusal' in wanted) return wanted.refusal;
  const [first] = wanted;
  if (!mayRead(ctx) && first)
    return forbidden(ctx, 'list', first.kind.plural, first.kind.group, { clusterWide: !first.kind.namespaced });
  if (namespace !== NAMESPACE && wanted.some(({ kind }) => kind.namespaced) && !flags.on('all-namespaces'))
    return elsewhere(namespace, flags.words.slice(1), wanted[0]!.kind.plural);
  const named = wanted.some(({ names }) => names.length > 0);
  const chosen = flags.value('selector');
  if (named && chosen !== undefined) return fail('error: name cannot be provided when a selector is specified');
  const { found, missing } = lookUp(world, wanted);
  const narrowed = narrow(found, flags);
  if ('refusal' in narrowed) return narrowed.refusal;
  const ordered = order(narrowed.found, flags.value('sort-by'));
  if ('refusal' in ordered) return ordered.refusal;
  return answer(ordered.found, missing, flags, wanted.flatMap(({ names }) => names).length === 1);
}

function answer(found: Found[], missing: readonly ToolResult[], flags: ParsedFlags, single: boolean): ToolResult {
  const layout: Layout = {
    output: flags.value('output') ?? '',
    headers: !flags.on('no-headers'),
    labels: flags.on('show-labels'),
    labelColumns: flags.list('label-columns').flatMap((list) => list.split(',')),
    namespaces: flags.on('all-namespaces'),
    prefixed: found.length > 1 || flags.on('show-kind'),
    single,
  };
  const shown = print(found, layout);
  if (shown.exitCode !== 0) return shown;
  const silent = flags.on('ignore-not-found');
  const stderr = silent ? '' : missing.map((one) => one.stderr).join('');
  const nothing = found.every(({ items }) => items.length === 0) && missing.length === 0;
  const readable = layout.output === '' || layout.output === 'wide' || layout.output.startsWith('custom');
  const where =
    flags.on('all-namespaces') || found.some(({ kind }) => !kind.namespaced) ? '' : ` in ${NAMESPACE} namespace`;
  if (nothing && readable)
    return {
      stdout: '',
      stderr: silent ? '' : `No resources found${where}${where === '' ? '' : '.'}\n`,
      exitCode: 0,
      actions: [],
    };
  const exitCode = missing.length > 0 && !silent ? 1 : 0;
  // A single object that is not there prints nothing, not an empty list.
  return {
    ...shown,
    stdout: missing.length > 0 && found.every(({ items }) => items.length === 0) ? '' : shown.stdout,
    stderr,
    exitCode,
  };
}

/** Nothing of the shop runs in another namespace. */
function elsewhere(namespace: string, names: readonly string[], plural: string): ToolResult {
  if (names[0] !== undefined) return fail(`Error from server (NotFound): ${plural} "${names[0]}" not found`);
  return { stdout: '', stderr: `No resources found in ${namespace} namespace.\n`, exitCode: 0, actions: [] };
}

function narrow(found: readonly Found[], flags: ParsedFlags): { found: Found[] } | { refusal: ToolResult } {
  const tests = new Map<Found, ((item: Item) => boolean)[]>();
  for (const one of found) {
    const selectors: Selector[] = [];
    const labels = flags.value('selector');
    const fields = flags.value('field-selector');
    const about = flags.value('for');
    if (labels !== undefined) selectors.push(labelSelector(labels));
    if (fields !== undefined) selectors.push(fieldSelector(fields, one.kind));
    if (about !== undefined)
      selectors.push(fieldSelector(`involvedObject.name=${about.slice(about.indexOf('/') + 1)}`, one.kind));
    const mine: ((item: Item) => boolean)[] = [];
    for (const selector of selectors) {
      if (typeof selector === 'function') mine.push((item) => selector(item.object));
      else if (selector.problem.startsWith('Unable'))
        return { refusal: fail(`Error from server (BadRequest): ${selector.problem}`) };
      else return { refusal: fail(`error: ${selector.problem}`) };
    }
    const types = flags.value('types')?.split(',');
    if (types !== undefined)
      mine.push((item) => types.some((type) => type.toLowerCase() === String(item.object['type']).toLowerCase()));
    tests.set(one, mine);
  }
  return {
    found: found.map((one) => ({
      ...one,
      items: one.items.filter((item) => tests.get(one)!.every((test) => test(item))),
    })),
  };
}

/** `--sort-by`: figures by size, the rest by letters; what lacks the field comes first. */
export function order(found: readonly Found[], path: string | undefined): { found: Found[] } | { refusal: ToolResult } {
  if (path === undefined) return { found: [...found] };
  const parsed = parsePath(path);
  if ('problem' in parsed) return { refusal: fail(`error: ${parsed.problem}`) };
  const key = (item: Item): Json | undefined => follow(parsed, item.object)[0];
  const all = found.flatMap(({ items }) => items);
  if (all.length > 0 && all.every((item) => key(item) === undefined)) {
    const shown = path.startsWith('{') ? path : `{${path.startsWith('.') ? path : `.${path}`}}`;
    return { refusal: fail(`error: couldn't find any field with path "${shown}" in the list of objects`) };
  }
  return { found: found.map((one) => ({ ...one, items: [...one.items].sort((a, b) => compare(key(a), key(b))) })) };
}

function compare(a: Json | undefined, b: Json | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
