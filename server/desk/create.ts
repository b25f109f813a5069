import { applyInput } from '../drill/apply.ts';
import { draftAt } from '../drill/decide/decision.ts';
import { sitDown } from '../drill/crew/sit-down.ts';
import { holderOf } from '../drill/decide/seats.ts';
import type { AnyDraft, AnyEntry, Entry, EntryPayloads } from '../drill/entry.ts';
import { EMPTY_LOG, seal } from '../drill/hash.ts';
import { refuse } from '../drill/refuse.ts';
import { createSession, type Session } from '../drill/session.ts';
import { versionOf } from '../drill/upcast.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { IncidentRole } from '../protocol/roles.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { Reply } from '../protocol/wire.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { resurfaced } from '../scenario/surface.ts';
import { pickVariant } from '../scenario/variant.ts';
import { AudienceStreams } from './audience-streams.ts';
import { misfit } from './fits-scenario.ts';
import { freeCode } from './free-code.ts';
import { newId } from './ids.ts';
import { LiveDrill } from './live-drill.ts';
import type { Adopt, DeskListener, DeskParts } from './parts.ts';

interface Created {
  drill: string;
  seat: string;
  live: LiveDrill;
}

/** Of a drill that no facilitator set up. */
export interface CreateOptions {
  /** What the person sits down as; a lone fixer commands, too. */
  as?: 'facilitator' | 'fixer';
  /** Which drill of the onboarding path this is. */
  path?: number;
}

/**
 * Stores a new drill with the person's seat and those of bots. The result makes it live for a listener. Refused when the
 * scenario is not there, or has not what the set-up asks of it.
 */
export async function createDrill(
  parts: DeskParts,
  request: NewDrill,
  person: { id: string; name: string },
  options: CreateOptions = {},
): Promise<Reply<(listener: DeskListener, adopt: Adopt) => Created>> {
  const seed = request.seed ?? newId('s', parts.draw).slice(1);
  const scenario = await chooseScenario(parts, request, seed);
  if (!scenario) return { ok: false, refusal: noScenario(request) };
  const refusal = misfit(scenario, request);
  if (refusal) return { ok: false, refusal };
  const drill = newId('d', parts.draw);
  const seat = newId('s', parts.draw);
  const joinCode = await freeCode(parts);
  const first = firstEntry(parts, drill, createdPayload(parts, request, scenario, { seed, joinCode, ...options }));
  const session = createSession(scenario, parts.simulate(scenario, seed), first);
  session.names.set(seat, person.name);
  const { entries, streams } = seatEverybody(parts, session, first, {
    seat,
    as: options.as ?? 'facilitator',
    bots: request.bots ?? [],
  });
  const meta = {
    id: drill,
    scenario: scenario.id,
    cover: scenario.cover,
    joinCode,
    createdBy: person.id,
    createdMs: first.wallMs,
  };
  await keepScenario(parts, scenario);
  await parts.store.createDrill(meta, entries);
  await parts.store.nameSeat(drill, seat, person.name);
  const rebuilt = { session, streams, head: entries.at(-1)! };
  const live = (...around: [DeskListener, Adopt]) => ({
    drill,
    seat,
    live: new LiveDrill(parts, ...around, rebuilt),
  });
  return { ok: true, result: live };
}

/** The drill's first entries: it is there, the person sits down, and so do bots. */
function seatEverybody(
  { ticker }: DeskParts,
  session: Session,
  first: AnyEntry,
  { seat, as, bots }: { seat: string; as: 'facilitator' | 'fixer'; bots: readonly IncidentRole[] },
): { entries: AnyEntry[]; streams: AudienceStreams } {
  const streams = new AudienceStreams(session.drill);
  const entries: AnyEntry[] = [first];
  const take = (drafts: readonly AnyDraft[]): void => {
    for (const { draft, events } of drafts.flatMap((one) => applyInput(session, one))) {
      entries.push(seal(entries.at(-1)!, session.drill, ticker.now(), draft));
      streams.push(events);
    }
  };
  take(personSitsDown(session, seat, as));
  for (const role of bots) if (!holderOf(session, role)) take(sitDown(session, role));
  return { entries, streams };
}

function personSitsDown(session: Session, seat: string, kind: 'facilitator' | 'fixer'): AnyDraft[] {
  const joined = draftAt(session, 'seat.joined', { seat, kind, approved: true });
  return kind === 'facilitator' ? [joined] : [joined, draftAt(session, 'role.taken', { seat, role: 'ic' })];
}

function noScenario({ scenario, variant }: NewDrill): Refusal {
  const what = variant === null ? scenario : `${scenario}, variant ${variant}`;
  return refuse('scenario/unknown', `There is no scenario "${what}".`, 'Choose one from the list.');
}

/** The wanted variant, or the one that the seed draws; under other names when these are wanted. */
export async function chooseScenario(
  { scenarios }: Pick<DeskParts, 'scenarios'>,
  { scenario: id, variant, runbooks, surface = false }: NewDrill,
  seed: string,
): Promise<Scenario | null> {
  const any = await scenarios.scenario(id, variant, runbooks);
  if (!any) return null;
  const drawn = variant !== null || any.variants.length === 0 ? variant : pickVariant(seed, any.variants).id;
  const chosen = drawn === variant ? any : await scenarios.scenario(id, drawn, runbooks);
  return chosen && surface ? resurfaced(chosen, seed) : chosen;
}

/** Before the drill that pins it: its files may change the next minute. */
async function keepScenario({ store, ticker }: DeskParts, scenario: Scenario): Promise<void> {
  await store.savePack({
    hash: scenario.hash,
    variant: scenario.variant.id,
    scenario: scenario.id,
    body: writePack(scenario),
    savedMs: ticker.now(),
  });
}

/** The payload of a drill's first entry, as its set-up asks for it. */
export function createdPayload(
  { engine, draw }: Pick<DeskParts, 'engine' | 'draw'>,
  request: NewDrill,
  scenario: Scenario,
  { seed, joinCode, path }: { seed: string; joinCode: string; path?: number },
): EntryPayloads['drill.created'] {
  const { stops = [], injects = [] } = request;
  return {
    scenario: scenario.id,
    scenarioHash: scenario.hash,
    engine,
    rng: 'alea',
    seed,
    variant: scenario.variant.id,
    runbooks: Object.fromEntries(scenario.runbooks.map(({ id, hash }) => [id, hash])),
    mode: request.mode,
    timeboxS: request.timeboxMin * 60,
    hypothesis: request.hypothesis ?? scenario.hypothesis.public,
    budget: scenario.breakers.budget,
    joinCode,
    speed: request.speed,
    ...(stops.length > 0 ? { stops } : {}),
    ...(injects.length > 0
      ? { injects: injects.map((inject) => ({ ...inject, id: inject.id ?? newId('i', draw) })) }
      : {}),
    ...(request.surface ? { surface: seed } : {}),
    ...(path === undefined ? {} : { path }),
  };
}

export function firstEntry(
  { ticker }: { ticker: Pick<DeskParts['ticker'], 'now'> },
  drill: string,
  payload: EntryPayloads['drill.created'],
): Entry<'drill.created'> {
  const draft = {
    kind: 'drill.created',
    v: versionOf('drill.created'),
    simMs: 0,
    seat: null,
    command: null,
    payload,
  } as const;
  return seal(EMPTY_LOG, drill, ticker.now(), draft) as Entry<'drill.created'>;
}
