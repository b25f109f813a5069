/** How the arrows and states of a fault's machine read to a facilitator; a scenario's own `description` goes before. */

/** An event with what must hold besides; the last of several choices is what happens otherwise. */
export function conditionWords(event: string, transition: unknown, oneOfSeveral: boolean): string {
  const guard = (transition as { guard?: { type?: string; params?: Record<string, unknown> } | string } | null)?.guard;
  if (guard === undefined) return oneOfSeveral ? `${event}, else` : event;
  const { type = '', params = {} } = typeof guard === 'string' ? { type: guard } : guard;
  return `${event}, ${guardWords(type, params)}`;
}

const EVENT_WORDS: Readonly<Record<string, (subject: string) => string>> = {
  BREAK: () => 'fired',
  ended: (job) => `${job || 'a job'} lets go`,
  unlocked: (client) => `${client} holds its lock no more`,
  promoted: (database) => `${database} has a new primary`,
  resolved: (name) => `the record ${name} changed`,
  full: (disk) => `${disk} is full`,
  freed: (disk) => `${disk} has room again`,
  purged: (queue) => `${queue} purged`,
  parked: (queue) => `${queue} parks what blocked it`,
  flushed: (cache) => `${cache} flushed`,
  paused: (job) => `${job} paused`,
  resumed: (job) => `${job} runs again`,
  restarted: (target) => `${target} restarted`,
  deployed: (service) => `${service} is out everywhere`,
  rolledBack: (service) => `${service} rolled back`,
  renewed: (certificate) => `${certificate} renewed`,
  reloaded: (edge) => `${edge} reloaded`,
  sloBreached: (promise) => `${promise} breaks its promise`,
  sloRestored: (promise) => `${promise} keeps its promise`,
};

/** `ended.reports-export` → "reports-export lets go". */
export function eventWords(event: string): string {
  const [kind = '', ...subject] = event.split('.');
  return EVENT_WORDS[kind]?.(subject.join('.')) ?? event;
}

/** The guards of `server/engine/fault-vocabulary.ts`, as a condition beside the event. */
function guardWords(type: string, params: Record<string, unknown>): string {
  const of = (name: string) => String(params[name] ?? '');
  switch (type) {
    case 'jobPaused':
      return 'while paused';
    case 'noHolders':
      return 'no connection kept';
    case 'versionEverywhere':
      return `all on ${of('version')}`;
    case 'versionNowhere':
      return `none on ${of('version')}`;
    case 'certificateValid':
      return 'certificate valid';
    case 'slo':
      return params.breached === true ? `${of('slo')} broken` : `${of('slo')} kept`;
    case 'elapsed':
      return `after ${delayWords(String(Number(params.s) * 1000))}`;
    case 'configIs':
      return params.value === null ? `${of('key')} not set` : `${of('key')} = ${of('value')}`;
    case 'flagIs':
      return `${of('flag')} ${params.on === true ? 'on' : 'off'}`;
    default:
      return type;
  }
}

/** `holdingAgain` → "holding again". */
export function stateWords(id: string): string {
  return id
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_.]/g, ' ')
    .toLowerCase();
}

/** Milliseconds of an XState delay → "90 s", "5 min". */
export function delayWords(delay: string): string {
  const ms = Number(delay);
  if (!Number.isFinite(ms)) return delay;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
