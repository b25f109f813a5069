import type { AnyEntry } from '../drill/entry.ts';
import type { SeatKind } from '../protocol/roles.ts';

/**
 * Where drills' logs live. Rules that every implementation keeps (`test/store/contract.ts` is run on all of them):
 * STORE-1 `append` resolves only when the entries survive a power cut.
 * STORE-2 All entries of one append are stored, or none.
 * STORE-3 (drill, seq) and (drill, command) are unique; `command` stands on at most one entry.
 * STORE-4 Only the store that claimed a drill last may append to it.
 * STORE-5 Appending the very same entries twice is one append: a retry after a lost connection is harmless.
 * STORE-6 A branch and the entries that lead to it are stored together, or neither.
 */
export interface LogStore {
  /** Stores the drill and its first entries in one transaction and claims it. The join code must be unused. */
  createDrill(meta: DrillMeta, entries: readonly AnyEntry[]): Promise<void>;
  /** Makes this store the drill's owner; earlier owners' appends throw `LostOwnership` from now on. */
  claim(drill: string): Promise<void>;
  /**
   * Appends after `expectedSeq`, the last sequence number the caller knows (0 for an empty log).
   * Throws `WrongSeq`, `DuplicateCommand`, `LostOwnership`, or `StoreUnavailable` (nothing was acknowledged; may be retried).
   */
  append(drill: string, expectedSeq: number, entries: readonly AnyEntry[]): Promise<void>;
  /**
   * Appends as `append` does, and creates in the same transaction the drill in which people go on: everybody who has a seat
   * or a name here has the same one there. Throws what `append` throws.
   */
  branchOff(drill: string, expectedSeq: number, entries: readonly AnyEntry[], branch: NewBranch): Promise<void>;
  /** Entries with `seq >= fromSeq` in order; from 1 when left out. Empty for an unknown drill. */
  read(drill: string, fromSeq?: number): Promise<AnyEntry[]>;
  /** Newest first. */
  drills(): Promise<DrillMeta[]>;
  drill(id: string): Promise<DrillMeta | null>;
  drillByJoinCode(code: string): Promise<DrillMeta | null>;

  /** Names sit beside the log, so that they can be erased from it. */
  nameSeat(drill: string, seat: string, name: string): Promise<void>;
  seatNames(drill: string): Promise<Record<string, string>>;
  eraseNames(drill: string): Promise<void>;

  /** Which seat a person sits on in a drill; authority (the seat's kind) comes from the log alone. */
  seatPerson(drill: string, seat: string, person: string): Promise<void>;
  seatOf(drill: string, person: string): Promise<string | null>;
  seatsOf(person: string): Promise<{ drill: string; seat: string }[]>;
  /** Everybody who has a seat in a drill. */
  peopleOf(drill: string): Promise<{ seat: string; person: string }[]>;

  /** A reusable invite link to a drill, kept as the hash of its token. */
  createInvite(invite: Invite): Promise<void>;
  invite(tokenHash: string): Promise<Invite | null>;

  /** Keeps a scenario for the drills that pin it. The first one of a hash and variant stays; the same again does nothing. */
  savePack(pack: ScenarioPack): Promise<void>;
  pack(hash: string, variant: string): Promise<ScenarioPack | null>;

  /** Keeps what an ended drill's world measured. The first ones of a drill stay; the same again does nothing. */
  saveReadings(readings: DrillReadings): Promise<void>;
  readings(drill: string): Promise<DrillReadings | null>;
}

export interface DrillMeta {
  id: string;
  scenario: string;
  /** Says nothing about the fault. */
  cover: string;
  joinCode: string;
  /** Person who created it. */
  createdBy: string;
  createdMs: number;
}

/** A drill that was cut out of another one, as it begins. */
export interface NewBranch {
  meta: DrillMeta;
  entries: readonly AnyEntry[];
}

export interface Invite {
  tokenHash: string;
  drill: string;
  kind: SeatKind;
  createdMs: number;
  expiresMs: number;
}

/** A scenario as it was when a drill was created, for one of its variants. The hash is over its files: all variants share it. */
export interface ScenarioPack {
  hash: string;
  variant: string;
  scenario: string;
  /** JSON of `server/scenario/pack.ts`. */
  body: string;
  savedMs: number;
}

/** What a debrief asks of a drill's world at its end, for a server whose engine would simulate another world. */
export interface DrillReadings {
  drill: string;
  /** JSON of `server/report/kept-readings.ts`. */
  body: string;
  savedMs: number;
}

/** Someone else appended: this process's idea of the drill is stale. */
export class WrongSeq extends Error {
  override readonly name = 'WrongSeq';
  readonly expected: number;
  readonly actual: number;

  constructor(drill: string, expected: number, actual: number) {
    super(`drill ${drill}: appended after ${expected}, but the log is at ${actual}`);
    this.expected = expected;
    this.actual = actual;
  }
}

export class DuplicateCommand extends Error {
  override readonly name = 'DuplicateCommand';

  constructor(drill: string) {
    super(`drill ${drill}: a command with this id is already in the log`);
  }
}

/** Another process claimed the drill: stop serving it here. */
export class LostOwnership extends Error {
  override readonly name = 'LostOwnership';

  constructor(drill: string) {
    super(`drill ${drill} is not owned by this process`);
  }
}

/** Disk full, database stopped, connection lost: nothing was acknowledged. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
