import { speakableCode } from '../account/join-code.ts';
import { applyInput } from '../drill/apply.ts';
import { draftAt } from '../drill/decide/decision.ts';
import type { AnyEntry, Entry, EntryPayloads } from '../drill/entry.ts';
import { EMPTY_LOG, seal } from '../drill/hash.ts';
import { refuse } from '../drill/refuse.ts';
import { createSession } from '../drill/session.ts';
import { versionOf } from '../drill/upcast.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { Reply } from '../protocol/wire.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { pickVariant } from '../scenario/variant.ts';
import { AudienceStreams } from './audience-streams.ts';
import { newId } from './ids.ts';
import { LiveDrill } from './live-drill.ts';
import type { DeskListener, DeskParts } from './parts.ts';

interface Created {
  drill: string;
  seat: string;
  live: LiveDrill;
}

/** Stores a new drill with its facilitator's seat. The result makes it live for a listener. */
export async function createDrill(
  parts: DeskParts,
  request: NewDrill,
  person: { id: string; name: string },
): Promise<Reply<(listener: DeskListener) => Created>> {
  const seed = request.seed ?? newId('s', parts.draw).slice(1);
  const scenario = await chooseScenario(parts, request, seed);
  if (!scenario) {
    const what = request.variant === null ? request.scenario : `${request.scenario}, variant ${request.variant}`;
    return {
      ok: false,
      refusal: refuse('scenario/unknown', `There is no scenario "${what}".`, 'Choose one from the list.'),
    };
  }
  const drill = newId('d', parts.draw);
  const seat = newId('s', parts.draw);
  const joinCode = await freeCode(parts);
  const first = firstEntry(parts, drill, createdPayload(parts, request, scenario, { seed, joinCode }));
  const session = createSession(scenario, parts.simulate(scenario, seed), first);
  session.names.set(seat, person.name);
  const joined = seal(
    first,
    drill,
    parts.ticker.now(),
    draftAt(session, 'seat.joined', { seat, kind: 'facilitator', approved: true }),
  );
  const meta = {
    id: drill,
    scenario: scenario.id,
    cover: scenario.cover,
    joinCode,
    createdBy: person.id,
    createdMs: first.wallMs,
  };
  await keepScenario(parts, scenario);
  await parts.store.createDrill(meta, [first as AnyEntry, joined]);
  await parts.store.nameSeat(drill, seat, person.name);
  const streams = new AudienceStreams(drill);
  for (const { events } of applyInput(session, joined)) streams.push(events);
  const live = (listener: DeskListener) => new LiveDrill(parts, listener, { session, streams, head: joined });
  return { ok: true, result: (listener) => ({ drill, seat, live: live(listener) }) };
}

/** The wanted variant, or the one that the seed draws. */
async function chooseScenario(
  { scenarios }: DeskParts,
  { scenario: id, variant }: NewDrill,
  seed: string,
): Promise<Scenario | null> {
  const any = await scenarios.scenario(id, variant);
  if (!any || variant !== null || any.variants.length === 0) return any;
  return scenarios.scenario(id, pickVariant(seed, any.variants).id);
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

function createdPayload(
  { engine }: DeskParts,
  request: NewDrill,
  scenario: Scenario,
  { seed, joinCode }: { seed: string; joinCode: string },
): EntryPayloads['drill.created'] {
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
  };
}

function firstEntry(
  { ticker }: DeskParts,
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

async function freeCode({ store, draw }: DeskParts): Promise<string> {
  for (;;) {
    const code = speakableCode(draw);
    if (!(await store.drillByJoinCode(code))) return code;
  }
}
