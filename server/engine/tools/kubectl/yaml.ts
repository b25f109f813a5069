import type { Json } from './kube-object.ts';

/** YAML as kubectl writes it: keys sorted, lists not indented, text quoted only where it would be read as something else. */
export function toYaml(value: Json): string {
  return lines(value, '').join('\n');
}

function lines(value: Json, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => listItem(one, indent));
  if (value !== null && typeof value === 'object')
    return Object.keys(value)
      .sort()
      .flatMap((key) => field(key, value[key]!, indent));
  return [`${indent}${scalar(value)}`];
}

function field(key: string, value: Json, indent: string): string[] {
  const name = `${indent}${scalar(key)}:`;
  if (isEmpty(value)) return [`${name} ${Array.isArray(value) ? '[]' : '{}'}`];
  if (Array.isArray(value)) return [name, ...lines(value, indent)];
  if (value !== null && typeof value === 'object') return [name, ...lines(value, `${indent}  `)];
  if (typeof value === 'string' && value.includes('\n'))
    return [
      `${name} ${value.endsWith('\n') ? '|' : '|-'}`,
      ...value
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => (line === '' ? '' : `${indent}  ${line}`)),
    ];
  return [`${name} ${scalar(value)}`];
}

function listItem(value: Json, indent: string): string[] {
  if (isEmpty(value) || value === null || typeof value !== 'object')
    return [`${indent}- ${isEmpty(value) ? '{}' : scalar(value)}`];
  const [first = '', ...rest] = lines(value, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}

function isEmpty(value: Json): boolean {
  return value !== null && typeof value === 'object' && Object.keys(value).length === 0;
}

function scalar(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const readsAsOther = /^(|true|false|yes|no|on|off|null|~|[-+]?[\d.][\d.eE+-]*|\d{4}-\d\d-\d\d.*)$/i.test(value);
  const special = /^[\s&*!|>'"%@`#{}[\],?:-]|: |:$| #|\s$|[\n\t\\]/.test(value) && !/^-\w/.test(value);
  return readsAsOther || special ? JSON.stringify(value) : value;
}
