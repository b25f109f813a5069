import { alertDeciders } from '../drill/decide/alerts.ts';
import type { Asking, Decision } from '../drill/decide/decision.ts';
import { incidentDeciders } from '../drill/decide/incident.ts';
import type { AnyDraft } from '../drill/entry.ts';
import { isRefusal } from '../drill/refuse.ts';
import type { Session } from '../drill/session.ts';
import { findRunbook } from '../drill/steps.ts';
import { table } from '../engine/tools/table.ts';
import { SEVERITIES } from '../protocol/roles.ts';
import type { AlertView } from '../protocol/room.ts';
import type { ToolReply } from '../shell/protocol.ts';

/** Who typed, and in which of their terminals. */
export interface SessionAsking extends Asking {
  terminal: string;
}

export interface SessionReply extends ToolReply {
  /** What it puts into the drill's log: a page, an acknowledgement. */
  drafts: readonly AnyDraft[];
}

/** A tool of the terminal that reads the drill's session and not its world. */
interface SessionTool {
  summary: string;
  usage: string;
  run: (session: Session, asking: SessionAsking, argv: readonly string[]) => SessionReply;
  /** Whether these arguments change nothing: such a line may be repeated by `watch`. */
  looksOnly: (argv: readonly string[]) => boolean;
  /** Candidates for the last word of `argv`. */
  complete: (session: Session, argv: readonly string[]) => string[];
}

export type SessionToolName = 'history' | 'page' | 'runbook' | 'alerts' | 'incident';

const always = () => true;

/** Adding a tool of this kind = one row here. */
export const SESSION_TOOLS: Readonly<Record<SessionToolName, SessionTool>> = {
  history: {
    summary: 'lines typed in this session',
    usage: 'Usage: history [N]\n\nThe lines typed in this session, the last N of them when N is given.',
    run: (session, { seat, terminal }, [count]) => out(historyOf(session, seat.id, terminal, count)),
    looksOnly: always,
    complete: () => [],
  },
  page: {
    summary: 'who is on call, and call them',
    usage:
      'Usage: page                 who is on call\n       page NAME "TEXT"    call somebody: they answer in the channel after a while\n\nSay what you see, what you need and by when.',
    run: page,
    looksOnly: ([name]) => name === undefined || name === 'list',
    complete: ({ scenario }, argv) => (argv.length === 1 ? scenario.staff.map(({ id }) => id) : []),
  },
  runbook: {
    summary: 'find and read runbooks',
    usage:
      'Usage: runbook                      list\n       runbook WORDS …              those with all these words: an alert, a symptom, a service\n       runbook show RUN-001 [STEP]  read one, or one step of it',
    run: (session, _asking, argv) => runbook(session, argv),
    looksOnly: always,
    complete: completeRunbook,
  },
  alerts: {
    summary: 'what fires, and acknowledge it',
    usage:
      'Usage: alerts             what fires\n       alerts --all       and what has cleared\n       alerts ack NAME …  acknowledge; “all” takes every one',
    run: alerts,
    looksOnly: ([verb]) => verb !== 'ack',
    complete: (session, argv) =>
      argv.length === 1
        ? ['ack', '--all']
        : argv[0] === 'ack'
          ? [...new Set(firing(session).map(({ rule }) => rule)), 'all']
          : [],
  },
  incident: {
    summary: 'state of the incident',
    usage:
      'Usage: incident                                   severity, title and who holds which role\n       incident declare sev-2 "TITLE"             declare it, on suspicion\n       incident update "CONDITION" "ACTION" "NEED" [MINUTES]\n                                                  send a CAN update; the next one comes in so many minutes\n       incident allclear ["TEXT"]                 give the all-clear',
    run: incidentTool,
    looksOnly: ([verb]) => verb === undefined,
    complete: (_session, argv) =>
      argv.length === 1
        ? ['declare', 'update', 'allclear']
        : argv[0] === 'declare' && argv.length === 2
          ? [...SEVERITIES]
          : [],
  },
};

export function isSessionTool(name: string): name is SessionToolName {
  return Object.hasOwn(SESSION_TOOLS, name);
}

/** Answers `--help` itself; entries of a refused decision are none, its message goes to stderr. */
export function runSessionTool(
  session: Session,
  asking: SessionAsking,
  tool: string,
  argv: readonly string[],
): SessionReply {
  if (!isSessionTool(tool)) return fail(`bash: ${tool}: command not found`, 127);
  const { usage, run } = SESSION_TOOLS[tool];
  return argv.some((arg) => arg === '--help' || arg === '-h') ? out(usage) : run(session, asking, argv);
}

/** Adds these tools to what the system's `help` says of its own. */
export function helpWithSessionTools<R extends ToolReply>(reply: R, [asked]: readonly string[]): R {
  if (asked !== undefined)
    return isSessionTool(asked)
      ? { ...reply, stdout: `${SESSION_TOOLS[asked].usage}\n`, stderr: '', exitCode: 0 }
      : reply;
  const rows = Object.entries(SESSION_TOOLS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`);
  return { ...reply, stdout: `${reply.stdout.trimEnd()}\n\nTools of the drill:\n${rows.join('\n')}\n` };
}

export function completeSessionTool(session: Session, tool: SessionToolName, argv: readonly string[]): string[] {
  return [...SESSION_TOOLS[tool].complete(session, argv), '--help'];
}

/** What this terminal typed, numbered as bash does. The shell's own list ends with each line, ours with the drill. */
function historyOf({ terminal }: Session, seat: string, name: string, count: string | undefined): string {
  const lines = (terminal.get(seat) ?? []).filter((line) => line.terminal === name && line.line.trim() !== '');
  const last = /^\d+$/.test(count ?? '') ? Number(count) : lines.length;
  return lines
    .map(({ line }, at) => `${String(at + 1).padStart(5)}  ${line}`)
    .slice(Math.max(0, lines.length - last))
    .join('\n');
}

function page(session: Session, asking: SessionAsking, [name, ...words]: readonly string[]): SessionReply {
  const { staff } = session.scenario;
  if (name === undefined || name === 'list') {
    if (staff.length === 0) return out('Nobody else is on call.');
    return out(
      table(
        ['NAME', 'WHO', 'TEAM'],
        staff.map(({ id, name: who, team }) => [id, who, team]),
      ),
    );
  }
  const text = words.join(' ').trim();
  if (text === '') return fail(`page: say why: page ${name} "what you see, what you need"`, 2);
  const decision = incidentDeciders['staff.page'](session, { staff: name, text }, asking);
  return decided('page', decision, `Paged ${name}. The answer comes in the channel.`);
}

function runbook(session: Session, argv: readonly string[]): SessionReply {
  const { scenario } = session;
  if (argv[0] === 'show') {
    const found = findRunbook(scenario, (argv[1] ?? '').toUpperCase());
    if (!found) return fail(`runbook: there is no ${argv[1] ?? 'such runbook'}; runbook lists them`);
    const step = argv[2] === undefined ? null : found.steps.find(({ number }) => String(number) === argv[2]);
    if (step === undefined) return fail(`runbook: ${found.id} has ${found.steps.length} steps, no step ${argv[2]}`);
    return out(
      (step ? [step] : found.steps).map((one) => stepText(one)).join('\n\n'),
      `${found.id}  ${found.title}\n\n`,
    );
  }
  const words = (argv[0] === 'list' ? argv.slice(1) : argv).map((word) => word.toLowerCase());
  const found = scenario.runbooks.filter((one) => {
    const text = [one.id, one.title, one.category, ...one.alerts, ...one.services, ...one.tags, one.scope]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (found.length === 0) return fail(`runbook: none has all of: ${words.join(' ')}`);
  return out(
    table(
      ['ID', 'STEPS', 'TITLE', 'ALERTS'],
      found.map((one) => [one.id, String(one.steps.length), one.title, one.alerts.join(', ') || '-']),
    ),
  );
}

function stepText({
  number,
  title,
  commands,
  checks,
}: Session['scenario']['runbooks'][number]['steps'][number]): string {
  return [
    `${number}. ${title}`,
    ...commands.map(({ text }) => `   $ ${text.replace(/\n/g, '\n     ')}`),
    ...checks.map(({ text }) => `   [ ] ${text}`),
  ].join('\n');
}

function completeRunbook({ scenario }: Session, argv: readonly string[]): string[] {
  const ids = scenario.runbooks.map(({ id }) => id);
  if (argv[0] === 'show' && argv.length === 2) return ids;
  if (argv[0] === 'show' && argv.length === 3)
    return (findRunbook(scenario, argv[1] ?? '')?.steps ?? []).map(({ number }) => String(number));
  return argv.length === 1 ? ['show', 'list'] : [];
}

function firing({ alerts: known }: Session): AlertView[] {
  return [...known.values()].filter(({ state }) => state === 'firing');
}

function alerts(session: Session, asking: SessionAsking, argv: readonly string[]): SessionReply {
  const all = argv.includes('--all');
  const words = argv.filter((arg) => arg !== '--all');
  if (words[0] === 'ack') return acknowledge(session, asking, words.slice(1));
  if (words.length > 0) return fail(`alerts: unknown command "${words[0]}"\n${SESSION_TOOLS.alerts.usage}`, 2);
  const shown = [...session.alerts.values()].filter(({ state }) => all || state === 'firing');
  if (shown.length === 0) return out('No alert fires.');
  const rows = shown.map(({ rule, severity, state, sinceS, ack, summary }) => [
    rule,
    severity.toUpperCase(),
    state === 'firing' ? (ack ? 'acked' : 'FIRING') : state,
    `${Math.max(0, session.clock.atS - sinceS)}s`,
    summary,
  ]);
  return out(table(['ALERT', 'SEVERITY', 'STATE', 'SINCE', 'SUMMARY'], rows));
}

function acknowledge(session: Session, asking: SessionAsking, names: readonly string[]): SessionReply {
  if (names.length === 0) return fail('alerts: say which: alerts ack NAME, or alerts ack all', 2);
  const meant = firing(session).filter(({ rule, fingerprint }) =>
    names.some((one) => one === 'all' || one === rule || one === fingerprint),
  );
  if (meant.length === 0) return fail(`alerts: ${names.join(', ')} does not fire`);
  const decision = alertDeciders['alert.ack'](
    session,
    { fingerprints: meant.map(({ fingerprint }) => fingerprint) },
    asking,
  );
  return decided('alerts', decision, `Acknowledged: ${[...new Set(meant.map(({ rule }) => rule))].join(', ')}.`);
}

function incidentTool(session: Session, asking: SessionAsking, [verb, ...words]: readonly string[]): SessionReply {
  switch (verb) {
    case undefined:
      return out(incidentText(session));
    case 'declare': {
      const severity = SEVERITIES.find((one) => one === words[0]?.toLowerCase());
      const title = words.slice(1).join(' ').trim();
      if (!severity || title === '') return fail('incident: say how bad and what: incident declare sev-2 "TITLE"', 2);
      const decision = incidentDeciders['incident.declare'](session, { severity, title }, asking);
      return decided('incident', decision, `Declared, ${severity.toUpperCase()}: ${title}`);
    }
    case 'update': {
      const [condition = '', action = '', need = '', minutes = '15'] = words.map((word) => word.trim());
      const nextInMin = /^\d{1,3}$/.test(minutes) ? Number(minutes) : 0;
      if (condition === '' || action === '' || nextInMin < 1 || nextInMin > 240)
        return fail('incident: say it in this order: incident update "CONDITION" "ACTION" "NEED" [MINUTES]', 2);
      const decision = incidentDeciders['can.send'](session, { condition, action, need, nextInMin }, asking);
      return decided('incident', decision, `Sent. The next update comes in ${nextInMin} min.`);
    }
    case 'allclear': {
      const decision = incidentDeciders['allclear.give'](session, { text: words.join(' ').trim() }, asking);
      return decided('incident', decision, 'All clear.');
    }
    default:
      return fail(`incident: unknown command "${verb}"\n${SESSION_TOOLS.incident.usage}`, 2);
  }
}

function incidentText({ incident, seats, names }: Session): string {
  if (!incident) return 'No incident is declared.';
  const roles = [...seats.values()].flatMap(({ id, roles: held }) =>
    held.map((role) => `${role} ${names.get(id) ?? id}`),
  );
  return `${incident.id}  ${incident.severity.toUpperCase()}  ${incident.title}\n${roles.join(', ') || 'nobody holds a role'}`;
}

function decided(tool: string, decision: Decision, done: string): SessionReply {
  if (isRefusal(decision)) return fail(`${tool}: ${decision.message} ${decision.hint}`);
  return { ...out(done), drafts: decision };
}

function out(text: string, head = ''): SessionReply {
  const stdout = head + text;
  return {
    stdout: stdout === '' || stdout.endsWith('\n') ? stdout : `${stdout}\n`,
    stderr: '',
    exitCode: 0,
    drafts: [],
  };
}

function fail(message: string, exitCode = 1): SessionReply {
  return { stdout: '', stderr: `${message}\n`, exitCode, drafts: [] };
}
