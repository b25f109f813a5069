/** Where a word of the output leads. */
export type LinkTarget =
  | { kind: 'dashboard'; of: string }
  | { kind: 'logs'; service: string; pod: string }
  | { kind: 'runbook'; id: string; step: number | null }
  | { kind: 'trace'; id: string }
  | { kind: 'chart'; id: string };

export interface OutputLink {
  /** UTF-16 offsets in the line. */
  from: number;
  to: number;
  text: string;
  target: LinkTarget;
}

/** Names that the room can open. */
export interface KnownNames {
  /** Components of the map. */
  components: readonly string[];
  charts: readonly string[];
}

/** Finds what a responder can open in one line of output, from left to right. */
export function linksIn(line: string, known: KnownNames): OutputLink[] {
  const links: OutputLink[] = [];
  const word = /\bRUN-\d{3,}(?:#\d+)?\b|[A-Za-z0-9][\w.-]*/g;
  for (const { 0: text, index } of line.matchAll(word)) {
    const name = text.replace(/[.-]+$/, '');
    const target = targetOf(name, known, line.slice(0, index));
    if (target) links.push({ from: index, to: index + name.length, text: name, target });
  }
  return links;
}

function targetOf(name: string, { components, charts }: KnownNames, before: string): LinkTarget | null {
  const runbook = /^(RUN-\d{3,})(?:#(\d+))?$/.exec(name);
  if (runbook) return { kind: 'runbook', id: runbook[1]!, step: runbook[2] === undefined ? null : Number(runbook[2]) };
  if (components.includes(name)) return { kind: 'dashboard', of: name };
  if (charts.includes(name)) return { kind: 'chart', id: name };
  if (/^[0-9a-f]{8,32}$/.test(name) && /trace\S*[=: "]+$/i.test(before)) return { kind: 'trace', id: name };
  const service = components.find((one) => name.startsWith(`${one}-`) && isPodSuffix(name.slice(one.length + 1)));
  return service === undefined ? null : { kind: 'logs', service, pod: name };
}

/** `6d9f7c9b5d-x2x7k`, or the number of a replica. */
function isPodSuffix(suffix: string): boolean {
  return /^(?:[a-z0-9]{5,10}-[a-z0-9]{4,5}|\d{1,2})$/.test(suffix);
}
