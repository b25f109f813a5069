import type { CommandName, Commands } from './commands.ts';
import { INCIDENT_ROLES, SEVERITIES, type IncidentRole, type Severity } from './roles.ts';

/** A slash command as typed, turned into a command; or why not, in words that say how. */
export type Slash =
  | { [N in CommandName]: { ok: true; name: N; payload: Commands[N]['in'] } }[CommandName]
  | { ok: false; message: string }
  | { ok: 'form'; form: 'can' | 'decide' | 'incident' | 'page' | 'allclear' | 'handover' }
  /** A role for somebody else; whoever knows the seats finds the one that is meant (`seatNamed`). */
  | { ok: 'assign'; role: IncidentRole; who: string }
  | { ok: 'changes' };

export interface SlashHelp {
  name: string;
  usage: string;
  what: string;
}

export const SLASH_COMMANDS: readonly SlashHelp[] = [
  {
    name: 'incident',
    usage: '/incident sev2 Checkout answers 503',
    what: 'declare the incident; anyone may, on suspicion',
  },
  { name: 'severity', usage: '/severity sev1', what: 'change the severity' },
  { name: 'ic', usage: '/ic · /ops · /comms · /scribe · /sme', what: 'take an incident role' },
  {
    name: 'can',
    usage: '/can condition | action | need | next in 10',
    what: 'send an update: Condition, Action, Need',
  },
  {
    name: 'decide',
    usage: '/decide Do not restart orders | it drops the evidence',
    what: 'record a decision and its reason',
  },
  {
    name: 'hypothesis',
    usage: '/hypothesis The report holds the connections',
    what: 'state what you think the cause is',
  },
  { name: 'known', usage: '/known · /guess · /unknown text', what: 'put a fact on the landing page' },
  { name: 'page', usage: '/page dba who holds the connections?', what: 'page someone on call' },
  { name: 'whatchanged', usage: '/whatchanged', what: 'what changed, and when' },
  { name: 'handover', usage: '/handover', what: 'give a role to a colleague, with a briefing that they read back' },
  { name: 'allclear', usage: '/allclear pending 0 for ten minutes', what: 'the commander declares the end' },
];

/** Reads one line that begins with a slash. Commands with nothing after them open a form where they have one. */
export function parseSlash(line: string): Slash {
  const [, word = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const text = rest.trim();
  const role = INCIDENT_ROLES.find((known) => known === word);
  if (role) {
    const who = text.replace(/^@/, '').trim();
    return who ? { ok: 'assign', role, who } : { ok: true, name: 'role.take', payload: { role } };
  }
  switch (word) {
    case 'incident':
      return readIncident(text);
    case 'severity': {
      const severity = readSeverity(text);
      return severity
        ? { ok: true, name: 'incident.severity', payload: { severity } }
        : { ok: false, message: `Which severity? ${SEVERITIES.join(', ')}: /severity sev1` };
    }
    case 'can':
      return readCan(text);
    case 'decide':
      return readDecision(text);
    case 'hypothesis':
      return text
        ? { ok: true, name: 'hypothesis.state', payload: { text } }
        : { ok: false, message: 'State it in a sentence: /hypothesis The report holds the connections' };
    case 'known':
    case 'guess':
    case 'unknown':
      return text
        ? { ok: true, name: 'fact.note', payload: { kind: word, text } }
        : { ok: false, message: `What is ${word}? /${word} p99 sits at the timeout` };
    case 'page': {
      if (!text) return { ok: 'form', form: 'page' };
      const [staff = '', ...words] = text.split(/\s+/);
      return {
        ok: true,
        name: 'staff.page',
        payload: { staff: staff.replace(/^@/, '').toLowerCase(), text: words.join(' ') },
      };
    }
    case 'whatchanged':
      return { ok: 'changes' };
    case 'handover':
      return { ok: 'form', form: 'handover' };
    case 'allclear':
      return text ? { ok: true, name: 'allclear.give', payload: { text } } : { ok: 'form', form: 'allclear' };
    default:
      return {
        ok: false,
        message: `There is no /${word}. There are: ${SLASH_COMMANDS.map((command) => `/${command.name}`).join(' ')}`,
      };
  }
}

function readIncident(text: string): Slash {
  if (!text) return { ok: 'form', form: 'incident' };
  const [first = '', ...words] = text.split(/\s+/);
  const severity = readSeverity(first);
  if (!severity) return { ok: false, message: 'Begin with the severity: /incident sev2 Checkout answers 503' };
  return { ok: true, name: 'incident.declare', payload: { severity, title: words.join(' ') } };
}

function readCan(text: string): Slash {
  if (!text) return { ok: 'form', form: 'can' };
  const [condition = '', action = '', need = '', next = ''] = text.split('|').map((part) => part.trim());
  if (!condition || !action)
    return {
      ok: false,
      message:
        'Condition, action and need, with bars between: /can checkout fails 6 % | ops ends the holders | a DBA | next in 10',
    };
  return {
    ok: true,
    name: 'can.send',
    payload: { condition, action, need: need || 'nothing', nextInMin: Number(/\d+/.exec(next)?.[0] ?? 10) },
  };
}

function readDecision(text: string): Slash {
  if (!text) return { ok: 'form', form: 'decide' };
  const [decision = '', reason = ''] = text.split('|').map((part) => part.trim());
  return { ok: true, name: 'decision.make', payload: { text: decision, reason } };
}

function readSeverity(text: string): Severity | null {
  const digit = /^sev-?([0-5])$/i.exec(text.trim())?.[1];
  return digit === undefined ? null : (`sev-${digit}` as Severity);
}

/** The seat that `/ic @anna` means: the whole name, else the only one that begins so; capitals do not matter. */
export function seatNamed<Seat extends { name: string }>(seats: readonly Seat[], who: string): Seat | null {
  const wanted = who.toLowerCase();
  const exact = seats.find(({ name }) => name.toLowerCase() === wanted);
  const begins = seats.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  return exact ?? (begins.length === 1 ? (begins[0] ?? null) : null);
}
