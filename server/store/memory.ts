import type { AnyEntry } from '../drill/entry.ts';
import type { OneTimeLink, Person, Session } from './account-store.ts';
import {
  DuplicateCommand,
  LostOwnership,
  WrongSeq,
  type DrillMeta,
  type DrillReadings,
  type Invite,
  type ScenarioPack,
} from './log-store.ts';
import { memoryLibrary, MemoryLibraryShelf } from './memory-library.ts';
import { memorySetups } from './memory-setups.ts';
import type { StoredSetup } from './setup-store.ts';
import type { Store } from './store.ts';

interface KeptDrill {
  meta: DrillMeta;
  entries: AnyEntry[];
  commands: Set<string>;
  names: Map<string, string>;
  /** The store that claimed it last. */
  owner: Store;
}

/** What several memory stores may share, as processes share a database. */
export class MemoryShelf {
  readonly drills = new Map<string, KeptDrill>();
  readonly seats: { drill: string; seat: string; person: string }[] = [];
  readonly invites = new Map<string, Invite>();
  /** By hash and variant. */
  readonly packs = new Map<string, ScenarioPack>();
  readonly readings = new Map<string, DrillReadings>();
  readonly people = new Map<string, Person>();
  readonly sessions = new Map<string, Session>();
  readonly links = new Map<string, OneTimeLink & { used: boolean }>();
  readonly settings = new Map<string, string>();
  readonly library = new MemoryLibraryShelf();
  readonly setups = new Map<string, StoredSetup>();
}

/** Keeps everything until the process ends: for tests and headless runs. Entries are copied in and out. */
export function memoryStore(shelf: MemoryShelf = new MemoryShelf()): Store {
  const { drills, seats, invites, packs, readings, people, sessions, links, settings } = shelf;
  const newDrill = (meta: DrillMeta, entries: readonly AnyEntry[]): KeptDrill => {
    if (drills.has(meta.id)) throw new Error(`drill ${meta.id} exists`);
    if ([...drills.values()].some((other) => other.meta.joinCode === meta.joinCode))
      throw new Error(`join code ${meta.joinCode} is taken`);
    const kept: KeptDrill = { meta, entries: [], commands: new Set(), names: new Map(), owner: store };
    take(kept, entries);
    return kept;
  };
  /** Whether these entries were appended before. Throws when they cannot be appended now. */
  const isThere = (drill: string, expectedSeq: number, entries: readonly AnyEntry[]): boolean => {
    const kept = drills.get(drill);
    if (!kept || kept.owner !== store) throw new LostOwnership(drill);
    if (kept.entries.length === expectedSeq) return false;
    const there = kept.entries[expectedSeq + entries.length - 1];
    if (there && there.hash === entries.at(-1)?.hash) return true;
    throw new WrongSeq(drill, expectedSeq, kept.entries.length);
  };
  const store: Store = {
    kind: 'memory',

    async createDrill(meta, entries) {
      drills.set(meta.id, newDrill(meta, entries));
    },

    async claim(drill) {
      const kept = drills.get(drill);
      if (kept) kept.owner = store;
    },

    async append(drill, expectedSeq, entries) {
      if (entries.length > 0 && !isThere(drill, expectedSeq, entries)) take(drills.get(drill)!, entries);
    },

    async branchOff(drill, expectedSeq, entries, branch) {
      if (isThere(drill, expectedSeq, entries)) return;
      const from = drills.get(drill)!;
      const { id } = branch.meta;
      const begun = newDrill(branch.meta, branch.entries);
      take(from, entries);
      drills.set(id, { ...begun, names: new Map(from.names) });
      seats.push(...seats.filter((row) => row.drill === drill).map((row) => ({ ...row, drill: id })));
    },

    async read(drill, fromSeq = 1) {
      return structuredClone((drills.get(drill)?.entries ?? []).filter((entry) => entry.seq >= fromSeq));
    },

    async drills() {
      const metas = [...drills.values()].map((kept) => kept.meta);
      return metas.sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? -1 : 1));
    },
    drill: async (id) => drills.get(id)?.meta ?? null,
    async drillByJoinCode(code) {
      return [...drills.values()].find((kept) => kept.meta.joinCode === code)?.meta ?? null;
    },

    async nameSeat(drill, seat, name) {
      drills.get(drill)?.names.set(seat, name);
    },
    seatNames: async (drill) => Object.fromEntries(drills.get(drill)?.names ?? []),
    async eraseNames(drill) {
      drills.get(drill)?.names.clear();
    },

    async seatPerson(drill, seat, person) {
      const row = seats.find((other) => other.drill === drill && other.person === person);
      if (row) row.seat = seat;
      else seats.push({ drill, seat, person });
    },
    async seatOf(drill, person) {
      return seats.find((row) => row.drill === drill && row.person === person)?.seat ?? null;
    },
    async seatsOf(person) {
      const own = seats.filter((row) => row.person === person).map(({ drill, seat }) => ({ drill, seat }));
      return own.sort((a, b) => (a.drill < b.drill ? -1 : 1));
    },

    async peopleOf(drill) {
      const rows = seats.filter((row) => row.drill === drill).map(({ seat, person }) => ({ seat, person }));
      return rows.sort((a, b) => (a.seat < b.seat ? -1 : 1));
    },

    async createInvite(invite) {
      invites.set(invite.tokenHash, invite);
    },
    invite: async (tokenHash) => invites.get(tokenHash) ?? null,

    async savePack(pack) {
      const key = packKey(pack.hash, pack.variant);
      if (!packs.has(key)) packs.set(key, pack);
    },
    pack: async (hash, variant) => packs.get(packKey(hash, variant)) ?? null,

    async saveReadings(kept) {
      if (!readings.has(kept.drill)) readings.set(kept.drill, kept);
    },
    readings: async (drill) => readings.get(drill) ?? null,

    async createPerson(person) {
      people.set(person.id, person);
    },
    person: async (id) => people.get(id) ?? null,
    async firstFacilitator() {
      const facilitators = [...people.values()].filter((person) => person.facilitator);
      return facilitators.sort((a, b) => a.createdMs - b.createdMs || (a.id < b.id ? -1 : 1))[0] ?? null;
    },

    async createSession(session) {
      sessions.set(session.tokenHash, session);
    },
    async personBySession(tokenHash, nowMs) {
      const session = sessions.get(tokenHash);
      return session && session.expiresMs > nowMs ? (people.get(session.person) ?? null) : null;
    },
    async revokeSession(tokenHash) {
      sessions.delete(tokenHash);
    },
    async revokeSessionsOf(person) {
      for (const session of [...sessions.values()]) if (session.person === person) sessions.delete(session.tokenHash);
    },

    async createLink(link) {
      links.set(link.tokenHash, { ...link, used: false });
    },
    async useLink(tokenHash, nowMs) {
      const link = links.get(tokenHash);
      if (!link) return { kind: 'unknown' };
      if (link.used || link.expiresMs <= nowMs) return { kind: 'used' };
      link.used = true;
      return { kind: 'person', person: link.person };
    },

    setting: async (key) => settings.get(key) ?? null,
    async setSetting(key, value) {
      settings.set(key, value);
    },

    ...memoryLibrary(shelf.library),
    ...memorySetups(shelf.setups),
    close: async () => undefined,
  };
  return store;
}

function packKey(hash: string, variant: string): string {
  return `${hash}/${variant}`;
}

function take(kept: KeptDrill, entries: readonly AnyEntry[]): void {
  const commands = entries.flatMap((entry) => (entry.command === null ? [] : [entry.command]));
  if (new Set(commands).size < commands.length || commands.some((command) => kept.commands.has(command)))
    throw new DuplicateCommand(kept.meta.id);
  for (const command of commands) kept.commands.add(command);
  kept.entries.push(...structuredClone(entries as AnyEntry[]));
}
