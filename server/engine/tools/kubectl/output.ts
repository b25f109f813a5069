import { table } from '../table.ts';
import { fail, out, type ToolResult } from '../tool.ts';
import { follow, parsePath, plain, renderJsonpath } from './jsonpath.ts';
import { groupedName, type Item, type Json, type Kind, labelText } from './kube-object.ts';
import { toYaml } from './yaml.ts';

/** Items of one kind that a command found. */
export interface Found {
  kind: Kind;
  items: Item[];
}

export interface Layout {
  output: string;
  headers: boolean;
  labels: boolean;
  /** `-L app,version`: labels as columns of their own. */
  labelColumns: readonly string[];
  namespaces: boolean;
  /** Names carry their kind, as when several kinds are listed. */
  prefixed: boolean;
  /** One object was asked for by its name: JSON and YAML show it alone, not in a list. */
  single: boolean;
}

const FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml';

/** Prints what a `get` found in the layout asked for. */
export function print(found: readonly Found[], layout: Layout): ToolResult {
  const { output } = layout;
  const [format = '', argument] = split(output);
  if (format === '' || format === 'wide') return out(tables(found, layout, format === 'wide'));
  if (format === 'name')
    return out(found.flatMap(({ kind, items }) => items.map((item) => nameOf(kind, item))).join('\n'));
  if (format === 'json') return out(JSON.stringify(sorted(whole(found, layout)), null, 4));
  if (format === 'yaml') return out(toYaml(whole(found, layout)));
  if (format === 'jsonpath') return jsonpath(argument, whole(found, layout));
  if (format === 'custom-columns') return customColumns(argument, found, layout.headers);
  if (format === 'go-template')
    return fail(
      'error: templates of Go are not available in this terminal; use -o jsonpath=, -o custom-columns= or -o json | jq',
    );
  return fail(
    `error: unable to match a printer suitable for the output format "${output}", allowed formats are: ${FORMATS}`,
  );
}

function split(output: string): [string, string | undefined] {
  const at = output.indexOf('=');
  return at < 0 ? [output, undefined] : [output.slice(0, at), output.slice(at + 1)];
}

/** `deployment.apps/checkout` */
export function nameOf(kind: Kind, item: Item): string {
  return `${groupedName(kind.singular, kind.group)}/${item.object.metadata.name}`;
}

function tables(found: readonly Found[], layout: Layout, wide: boolean): string {
  return found
    .filter(({ items }) => items.length > 0)
    .map((one) => kindTable(one, layout, wide))
    .join('\n\n');
}

function kindTable({ kind, items }: Found, layout: Layout, wide: boolean): string {
  const shown = kind.columns.map((title) => wide || !kind.wide.includes(title));
  const before = layout.namespaces && kind.namespaced ? ['NAMESPACE'] : [];
  const after = [
    ...layout.labelColumns.map((label) => label.replace(/^.*\//, '').toUpperCase()),
    ...(layout.labels ? ['LABELS'] : []),
  ];
  const rows = items.map((item) => {
    const { labels, namespace } = item.object.metadata;
    const cells = item.cells.filter((_, at) => shown[at]);
    if (layout.prefixed && kind.columns[0] === 'NAME') cells[0] = nameOf(kind, item);
    return [
      ...before.map(() => namespace ?? ''),
      ...cells,
      ...layout.labelColumns.map((label) => labels?.[label] ?? ''),
      ...(layout.labels ? [labelText(labels)] : []),
    ];
  });
  const header = [...before, ...kind.columns.filter((_, at) => shown[at]), ...after];
  return layout.headers ? table(header, rows) : table(rows[0] ?? [], rows.slice(1));
}

/** What JSON and YAML show: the object itself when one was named, else a list. */
function whole(found: readonly Found[], layout: Layout): Json {
  const items = found.flatMap((one) => one.items.map((item): Json => item.object));
  if (layout.single && items.length === 1) return items[0]!;
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

/** Keys in the order of the alphabet, as kubectl writes JSON. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key]!)]),
  );
}

function jsonpath(template: string | undefined, value: Json): ToolResult {
  if (template === undefined || template === '') return fail('error: template format specified but no template given');
  const text = renderJsonpath(template, value);
  // kubectl ends jsonpath output without a line end; the terminal's next prompt would stand beside it.
  return typeof text === 'string' ? out(text) : fail(`error: ${text.problem}`);
}

function customColumns(spec: string | undefined, found: readonly Found[], headers: boolean): ToolResult {
  if (spec === undefined || spec === '')
    return fail('error: custom-columns format specified but no custom columns given');
  const columns: { title: string; path: Exclude<ReturnType<typeof parsePath>, { problem: string }> }[] = [];
  for (const part of spec.match(/(?:[^,[(]|\[[^\]]*\])+/g) ?? []) {
    const colon = part.indexOf(':');
    if (colon < 1) return fail(`error: unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    const path = parsePath(part.slice(colon + 1));
    if ('problem' in path) return fail(`error: ${path.problem}`);
    columns.push({ title: part.slice(0, colon), path });
  }
  const rows = found.flatMap(({ items }) =>
    items.map((item) =>
      columns.map(({ path }) => {
        const values = follow(path, item.object);
        return values.length === 0 ? '<none>' : values.map(plain).join(',');
      }),
    ),
  );
  const titles = columns.map((column) => column.title);
  return out(headers ? table(titles, rows) : table(rows[0] ?? [], rows.slice(1)));
}
