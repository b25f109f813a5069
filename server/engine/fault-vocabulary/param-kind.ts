/** What a parameter of an action or guard holds. The name says it, for every word of the vocabulary alike. */
export type ParamKind =
  | 'share'
  | 'factor'
  | 'seconds'
  | 'per second'
  | 'GiB per hour'
  | 'whole number'
  | 'switch'
  | 'list'
  | 'text or null'
  | 'text';

const KINDS: Readonly<Record<string, ParamKind>> = {
  share: 'share',
  errorShare: 'share',
  factor: 'factor',
  s: 'seconds',
  forS: 'seconds',
  latencyS: 'seconds',
  everyS: 'seconds',
  cpuS: 'seconds',
  inS: 'seconds',
  rampS: 'seconds',
  resumeAfterS: 'seconds',
  ttlS: 'seconds',
  perS: 'per second',
  applyPerS: 'per second',
  resumePerS: 'per second',
  gibPerH: 'GiB per hour',
  count: 'whole number',
  max: 'whole number',
  min: 'whole number',
  partition: 'whole number',
  pods: 'whole number',
  status: 'whole number',
  breached: 'switch',
  crashes: 'switch',
  diskToo: 'switch',
  enabled: 'switch',
  on: 'switch',
  targets: 'list',
  value: 'text or null',
};

/** The kind of the parameter with that name; whatever is no figure and no switch is a text. */
export function paramKind(name: string): ParamKind {
  return Object.hasOwn(KINDS, name) ? KINDS[name]! : 'text';
}

/** What a value of that kind must be, when this one is not: "must be a share from 0 to 1". Null = it is fine. */
export function paramProblem(kind: ParamKind, value: unknown): string | null {
  const atLeastZero = typeof value === 'number' && Number.isFinite(value) && value >= 0;
  switch (kind) {
    case 'share':
      return atLeastZero && value <= 1 ? null : 'must be a share from 0 to 1';
    case 'factor':
      return atLeastZero ? null : 'must be a factor, 0 or more';
    case 'seconds':
      return atLeastZero ? null : 'must be a time in seconds, 0 or more';
    case 'per second':
      return atLeastZero ? null : 'must be a rate per second, 0 or more';
    case 'GiB per hour':
      return atLeastZero ? null : 'must be GiB per hour, 0 or more';
    case 'whole number':
      return atLeastZero && Number.isInteger(value) ? null : 'must be a whole number, 0 or more';
    case 'switch':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'list':
      return Array.isArray(value) ? null : 'must be a list';
    case 'text or null':
      return value === null || isText(value) ? null : 'must be a text, or null';
    case 'text':
      return isText(value) ? null : 'must be a text';
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
