import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AnyEntry } from '../drill/entry.ts';
import { GroupCommit } from './group-commit.ts';
import { DuplicateCommand, LostOwnership, WrongSeq, type DrillMeta, type NewBranch } from './log-store.ts';
import type { Tables } from './schema.ts';

/** Rows a single INSERT carries: ten columns each, far below every database's limit of parameters. */
const ROWS_PER_INSERT = 200;

/** The drills and their logs, on any database that Kysely speaks to. */
export class SqlLog {
  readonly #db: Kysely<Tables>;
  readonly #commits: GroupCommit<Tables>;
  readonly #isUniqueViolation: (error: unknown) => boolean;
  /** Epoch at which this process claimed each drill. */
  readonly #epochs = new Map<string, number>();

  constructor(db: Kysely<Tables>, isUniqueViolation: (error: unknown) => boolean) {
    this.#db = db;
    this.#commits = new GroupCommit(db);
    this.#isUniqueViolation = isUniqueViolation;
  }

  async createDrill(meta: DrillMeta, entries: readonly AnyEntry[]): Promise<void> {
    await this.#commits.run((tx) => this.#create(tx, { meta, entries }));
    this.#epochs.set(meta.id, 1);
  }

  async claim(drill: string): Promise<void> {
    const row = await this.#db
      .updateTable('drills')
      .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
      .where('id', '=', drill)
      .returning('epoch')
      .executeTakeFirst();
    if (row) this.#epochs.set(drill, row.epoch);
  }

  async append(drill: string, expectedSeq: number, entries: readonly AnyEntry[]): Promise<void> {
    if (entries.length > 0) await this.#append(drill, expectedSeq, entries);
  }

  async branchOff(drill: string, expectedSeq: number, entries: readonly AnyEntry[], branch: NewBranch): Promise<void> {
    await this.#append(drill, expectedSeq, entries, async (tx) => {
      await this.#create(tx, branch);
      await seatAlike(tx, drill, branch.meta.id);
    });
    this.#epochs.set(branch.meta.id, 1);
  }

  /** `also` is done in the same transaction, and not again for entries that are there already. */
  async #append(
    drill: string,
    expectedSeq: number,
    entries: readonly AnyEntry[],
    also?: (tx: Transaction<Tables>) => Promise<void>,
  ): Promise<void> {
    const epoch = this.#epochs.get(drill);
    if (epoch === undefined) throw new LostOwnership(drill);
    await this.#commits.run(async (tx) => {
      const taken = await tx
        .updateTable('drills')
        .set({ last_seq: expectedSeq + entries.length })
        .where('id', '=', drill)
        .where('epoch', '=', epoch)
        .where('last_seq', '=', expectedSeq)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return explainRefusal(tx, drill, epoch, expectedSeq, entries);
      await this.#insert(tx, drill, entries);
      await also?.(tx);
    });
  }

  async #create(tx: Transaction<Tables>, { meta, entries }: NewBranch): Promise<void> {
    await tx
      .insertInto('drills')
      .values({
        id: meta.id,
        scenario: meta.scenario,
        cover: meta.cover,
        join_code: meta.joinCode,
        created_by: meta.createdBy,
        created_ms: meta.createdMs,
        epoch: 1,
        last_seq: entries.length,
      })
      .execute();
    await this.#insert(tx, meta.id, entries);
  }

  async #insert(tx: Transaction<Tables>, drill: string, entries: readonly AnyEntry[]): Promise<void> {
    try {
      for (let from = 0; from < entries.length; from += ROWS_PER_INSERT)
        await tx
          .insertInto('entries')
          .values(entries.slice(from, from + ROWS_PER_INSERT).map(rowOf))
          .execute();
    } catch (error) {
      // (drill, seq) cannot collide here: `last_seq` was moved in this transaction.
      throw this.#isUniqueViolation(error) ? new DuplicateCommand(drill) : error;
    }
  }

  async read(drill: string, fromSeq = 1): Promise<AnyEntry[]> {
    const rows = await this.#db
      .selectFrom('entries')
      .selectAll()
      .where('drill', '=', drill)
      .where('seq', '>=', fromSeq)
      .orderBy('seq')
      .execute();
    return rows.map(entryOf);
  }

  async drills(): Promise<DrillMeta[]> {
    const rows = await this.#db.selectFrom('drills').selectAll().orderBy('created_ms', 'desc').orderBy('id').execute();
    return rows.map(metaOf);
  }

  async drill(id: string): Promise<DrillMeta | null> {
    const row = await this.#db.selectFrom('drills').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? metaOf(row) : null;
  }

  async drillByJoinCode(code: string): Promise<DrillMeta | null> {
    const row = await this.#db.selectFrom('drills').selectAll().where('join_code', '=', code).executeTakeFirst();
    return row ? metaOf(row) : null;
  }

  /** Resolves when every queued append is committed or refused. */
  idle(): Promise<void> {
    return this.#commits.idle();
  }
}

/** Who has a seat or a name in one drill has the same one in the other. */
async function seatAlike(tx: Transaction<Tables>, from: string, to: string): Promise<void> {
  await tx
    .insertInto('seat_names')
    .columns(['drill', 'seat', 'name'])
    .expression((eb) =>
      eb
        .selectFrom('seat_names')
        .select((row) => [row.val(to).as('drill'), 'seat', 'name'])
        .where('drill', '=', from),
    )
    .execute();
  await tx
    .insertInto('seats')
    .columns(['drill', 'seat', 'person'])
    .expression((eb) =>
      eb
        .selectFrom('seats')
        .select((row) => [row.val(to).as('drill'), 'seat', 'person'])
        .where('drill', '=', from),
    )
    .execute();
}

/** Why no row was moved: already stored (STORE-5: fine), taken over, or appended by someone else. */
async function explainRefusal(
  tx: Transaction<Tables>,
  drill: string,
  epoch: number,
  expectedSeq: number,
  entries: readonly AnyEntry[],
): Promise<void> {
  const row = await tx.selectFrom('drills').select(['epoch', 'last_seq']).where('id', '=', drill).executeTakeFirst();
  if (!row || row.epoch !== epoch) throw new LostOwnership(drill);
  const last = await tx
    .selectFrom('entries')
    .select('hash')
    .where('drill', '=', drill)
    .where('seq', '=', expectedSeq + entries.length)
    .executeTakeFirst();
  // Hashes are chained: the same hash at the same place means the same entries up to there.
  if (last && last.hash === entries.at(-1)?.hash) return;
  throw new WrongSeq(drill, expectedSeq, row.last_seq);
}

function rowOf(entry: AnyEntry): Tables['entries'] {
  return {
    drill: entry.drill,
    seq: entry.seq,
    kind: entry.kind,
    v: entry.v,
    sim_ms: entry.simMs,
    wall_ms: entry.wallMs,
    seat: entry.seat,
    command: entry.command,
    payload: JSON.stringify(entry.payload),
    hash: entry.hash,
  };
}

function entryOf(row: Selectable<Tables['entries']>): AnyEntry {
  return {
    drill: row.drill,
    seq: row.seq,
    kind: row.kind,
    v: row.v,
    simMs: row.sim_ms,
    wallMs: row.wall_ms,
    seat: row.seat,
    command: row.command,
    payload: JSON.parse(row.payload),
    hash: row.hash,
  } as AnyEntry;
}

function metaOf(row: Selectable<Tables['drills']>): DrillMeta {
  return {
    id: row.id,
    scenario: row.scenario,
    cover: row.cover,
    joinCode: row.join_code,
    createdBy: row.created_by,
    createdMs: row.created_ms,
  };
}
