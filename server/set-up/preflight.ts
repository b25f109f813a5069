import type { Isolation, NewDrill, Preflight } from '../protocol/set-up.ts';
import { INCIDENT_ROLES, ROLE_NAMES, type IncidentRole } from '../protocol/roles.ts';
import { STALE_AFTER_DAYS } from '../runbook/freshness.ts';

type Item = Preflight['items'][number];

/** Everything that is looked at before a drill. */
export interface PreflightFacts {
  request: NewDrill;
  /** Null: the scenario is not there, or has errors. */
  scenario: { errors: number; warnings: number; firstError: string | null; misfit: string | null } | null;
  /** Of the dry run of this very set-up; null when there was none. `missed`: whose own injects came with no bot. */
  dryRun: { mitigated: number; played: number; sentence: string; missed: string[] } | null;
  isolation: Isolation;
  /** Runbooks under test. */
  runbooks: { id: string; daysSinceTested: number | null }[];
  /** What the store said when something was really written. */
  store: { ok: true; tookMs: number } | { ok: false; why: string };
  clock: { nowMs: number; newestMs: number | null };
}

/** Roles without which an incident goes wrong sooner. */
const WANTED: readonly IncidentRole[] = ['ic', 'ops', 'comms'];
/** Names in a sentence; more make nobody wiser. */
const NAMED = 3;
/** A write that takes longer makes everybody wait. */
const SLOW_MS = 500;
/** Clocks of two servers on one store differ a little. */
const BEHIND_MS = 60_000;

/** The checklist before a drill, each item with what to do when it is not well. */
export function preflightOf(facts: PreflightFacts): Preflight {
  return {
    items: [
      botsItem(facts),
      isolationItem(facts),
      runbooksItem(facts),
      seatsItem(facts),
      scenarioItem(facts),
      storeItem(facts),
      clockItem(facts),
    ],
  };
}

function scenarioItem({ scenario, request }: PreflightFacts): Item {
  const id = 'scenario';
  if (!scenario)
    return item(
      id,
      'bad',
      'no such scenario',
      `“${request.scenario}” is not there, or this variant is not.`,
      'Choose one from the list.',
    );
  const { errors, warnings, firstError, misfit } = scenario;
  if (errors > 0)
    return item(
      id,
      'bad',
      'scenario has errors',
      firstError ?? 'It cannot be loaded.',
      'Run `npx drillbook lint` and mend it, or choose another.',
    );
  if (misfit !== null) return item(id, 'bad', 'does not fit the scenario', misfit, 'Change it below, or take it out.');
  if (warnings > 0)
    return item(
      id,
      'ok',
      'scenario loads',
      `${warnings === 1 ? 'One warning' : `${warnings} warnings`}, no error.`,
      null,
    );
  return item(id, 'ok', 'scenario loads', 'No error and no warning in its files.', null);
}

function botsItem({ dryRun }: PreflightFacts): Item {
  const id = 'bots';
  if (!dryRun)
    return item(
      id,
      'waiting',
      'bots have not played it yet',
      'A dry run says whether it can be done, and when the pager rings.',
      null,
    );
  const { mitigated, played, sentence, missed } = dryRun;
  if (mitigated === 0)
    return item(
      id,
      'bad',
      'no bot brought it back',
      sentence,
      'Choose another seed or variant: people might not succeed either.',
    );
  if (missed.length > 0)
    return item(
      id,
      'warn',
      missed.length === 1 ? 'an inject never came' : `${missed.length} injects never came`,
      `${sentence} Sent in none of the bots’ runs: ${firstOf([...new Set(missed)])}.`,
      'Bring it forward, or give the drill more time. One that waits for a deed of people may come with them.',
    );
  return item(id, 'ok', mitigated === played ? 'bots finished it' : 'bots can finish it', sentence, null);
}

function isolationItem({ isolation }: PreflightFacts): Item {
  return item('isolation', 'ok', 'isolated', isolation.sentence, null);
}

function runbooksItem({ runbooks }: PreflightFacts): Item {
  const id = 'runbooks';
  if (runbooks.length === 0)
    return item(
      id,
      'warn',
      'no runbook under test',
      'People will have what the scenario brings, as it was shipped.',
      'Tick the pages that you want to test.',
    );
  const stale = runbooks.filter(({ daysSinceTested: days }) => days === null || days > STALE_AFTER_DAYS);
  const [first] = stale;
  if (!first)
    return item(
      id,
      'ok',
      'runbooks are fresh',
      `All ${runbooks.length} were tested within ${STALE_AFTER_DAYS} days.`,
      null,
    );
  const age = first.daysSinceTested === null ? 'was never tested' : `is ${first.daysSinceTested} days old`;
  const others = stale.length === 1 ? '' : `, and ${stale.length - 1} more`;
  const title = stale.length === 1 ? '1 runbook stale' : `${stale.length} runbooks stale`;
  return item(
    id,
    'warn',
    title,
    `${first.id} ${age}${others}. That is a good reason to drill it.`,
    'Leave it ticked, and the drill tests it.',
  );
}

function seatsItem({ request }: PreflightFacts): Item {
  const id = 'seats';
  const bots = new Set(request.bots ?? []);
  if (request.mode === 'tabletop')
    return item(
      id,
      'ok',
      'any number of people',
      'One screen in the room is enough; people may join from their own, too.',
      null,
    );
  const open = WANTED.filter((role) => !bots.has(role));
  if (open.length === 0) {
    const all = bots.size === INCIDENT_ROLES.length ? 'in all roles' : `in ${bots.size} roles`;
    return item(id, 'ok', `bots ${all}`, 'Whoever comes takes a role from them.', null);
  }
  const names = open.map((role) => ROLE_NAMES[role]);
  const title = open.length === 1 ? '1 seat open' : `${open.length} seats open`;
  return item(id, 'waiting', title, `${names.join(', ')}. People take them in the lobby, and bots can sit in.`, null);
}

function storeItem({ store }: PreflightFacts): Item {
  const id = 'store';
  if (!store.ok)
    return item(id, 'bad', 'the store takes nothing', store.why, 'Look at the disk and the database before you start.');
  if (store.tookMs > SLOW_MS)
    return item(
      id,
      'warn',
      'the store is slow',
      `A write took ${Math.round(store.tookMs)} ms; people wait for each one.`,
      'Free the disk, or move the data folder.',
    );
  return item(
    id,
    'ok',
    'the store writes',
    'Tried just now. A restart leaves the drill paused, with nothing lost.',
    null,
  );
}

function clockItem({ clock: { nowMs, newestMs }, request }: PreflightFacts): Item {
  const id = 'clock';
  if (newestMs !== null && newestMs > nowMs + BEHIND_MS)
    return item(
      id,
      'bad',
      'the clock went back',
      'This server’s clock is behind its newest drill.',
      'Set the clock of the server: dates in debriefs come from it.',
    );
  const at = request.scheduledMs ?? null;
  if (at !== null && at < nowMs - 60_000 * 60)
    return item(
      id,
      'warn',
      'the date has passed',
      'The day that you chose lies behind.',
      'Choose another day, or none.',
    );
  return item(id, 'ok', 'the clock is right', 'The server’s clock and its newest drill agree.', null);
}

function firstOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
}

function item(id: Item['id'], state: Item['state'], title: string, text: string, remedy: string | null): Item {
  return { id, state, title, text, remedy };
}
