import type { Kysely, Selectable } from 'kysely';
import {
  VersionConflict,
  type LibraryStore,
  type RunbookHead,
  type RunbookVersion,
  type StoredCheck,
  type StoredRunbook,
} from './library-store.ts';
import type { Tables } from './schema.ts';

/** The runbook library, on any database that Kysely speaks to. */
export class SqlLibrary implements LibraryStore {
  readonly #db: Kysely<Tables>;
  readonly #isUniqueViolation: (error: unknown) => boolean;

  constructor(db: Kysely<Tables>, isUniqueViolation: (error: unknown) => boolean) {
    this.#db = db;
    this.#isUniqueViolation = isUniqueViolation;
  }

  async runbooks(): Promise<StoredRunbook[]> {
    return (await this.#heads().orderBy('runbooks.id').execute()).map(storedOf);
  }

  async runbook(id: string): Promise<StoredRunbook | null> {
    const row = await this.#heads().where('runbooks.id', '=', id).executeTakeFirst();
    return row ? storedOf(row) : null;
  }

  async runbookVersions(id: string): Promise<RunbookVersion[]> {
    const rows = await this.#db
      .selectFrom('runbook_versions')
      .selectAll()
      .where('runbook', '=', id)
      .orderBy('version')
      .execute();
    return rows.map(versionOf);
  }

  async saveRunbook(head: RunbookHead, version: Omit<RunbookVersion, 'version'>, base: number): Promise<number> {
    const number = base + 1;
    try {
      await this.#db.transaction().execute(async (tx) => {
        if (base === 0) {
          await tx.insertInto('runbooks').values(headRow(head, number)).execute();
        } else {
          const moved = await tx
            .updateTable('runbooks')
            .set({ version: number })
            .where('id', '=', head.id)
            .where('version', '=', base)
            .executeTakeFirst();
          if (moved.numUpdatedRows === 0n) throw new VersionConflict(head.id, base, 0);
        }
        await tx
          .insertInto('runbook_versions')
          .values(versionRow(head.id, { ...version, version: number }))
          .execute();
      });
      return number;
    } catch (error) {
      if (!(error instanceof VersionConflict) && !this.#isUniqueViolation(error)) throw error;
      throw new VersionConflict(head.id, base, (await this.runbook(head.id))?.newest.version ?? 0);
    }
  }

  async markRunbook(id: string, marks: Partial<Omit<RunbookHead, 'id'>>): Promise<void> {
    const { path, origin, draft, retired } = marks;
    const set = {
      ...(path === undefined ? {} : { path }),
      ...(origin === undefined ? {} : { origin }),
      ...(draft === undefined ? {} : { draft: draft ? 1 : 0 }),
      ...(retired === undefined ? {} : { retired: retired ? 1 : 0 }),
    };
    if (Object.keys(set).length > 0) await this.#db.updateTable('runbooks').set(set).where('id', '=', id).execute();
  }

  async setCommit(id: string, version: number, commit: string): Promise<void> {
    await this.#db
      .updateTable('runbook_versions')
      .set({ commit_id: commit })
      .where('runbook', '=', id)
      .where('version', '=', version)
      .execute();
  }

  async care(id: string): Promise<string | null> {
    const row = await this.#db.selectFrom('runbook_care').select('body').where('runbook', '=', id).executeTakeFirst();
    return row?.body ?? null;
  }

  async saveCare(id: string, body: string): Promise<void> {
    await this.#db
      .insertInto('runbook_care')
      .values({ runbook: id, body })
      .onConflict((conflict) => conflict.column('runbook').doUpdateSet({ body }))
      .execute();
  }

  async gapStates(drill: string): Promise<Map<string, string>> {
    const rows = await this.#db.selectFrom('gap_states').select(['gap', 'body']).where('drill', '=', drill).execute();
    return new Map(rows.map(({ gap, body }) => [gap, body]));
  }

  async saveGapState(drill: string, gap: string, body: string): Promise<void> {
    await this.#db
      .insertInto('gap_states')
      .values({ drill, gap, body })
      .onConflict((conflict) => conflict.columns(['drill', 'gap']).doUpdateSet({ body }))
      .execute();
  }

  async botChecks(runbook: string | null): Promise<StoredCheck[]> {
    const all = this.#db.selectFrom('bot_checks').selectAll().orderBy('at_ms', 'desc');
    const rows = await (runbook === null ? all : all.where('runbook', '=', runbook)).execute();
    return rows.map((row) => ({ runbook: row.runbook, version: row.version, atMs: row.at_ms, body: row.body }));
  }

  async saveBotCheck({ runbook, version, atMs, body }: StoredCheck): Promise<void> {
    await this.#db
      .insertInto('bot_checks')
      .values({ runbook, version, at_ms: atMs, body })
      .onConflict((conflict) => conflict.columns(['runbook', 'version', 'at_ms']).doUpdateSet({ body }))
      .execute();
  }

  #heads() {
    return this.#db
      .selectFrom('runbooks')
      .innerJoin('runbook_versions', (join) =>
        join
          .onRef('runbook_versions.runbook', '=', 'runbooks.id')
          .onRef('runbook_versions.version', '=', 'runbooks.version'),
      )
      .selectAll('runbook_versions')
      .select(['runbooks.id', 'runbooks.path', 'runbooks.origin', 'runbooks.draft', 'runbooks.retired']);
  }
}

type VersionRow = Selectable<Tables['runbook_versions']>;
type HeadRow = Omit<Selectable<Tables['runbooks']>, 'version'>;

function storedOf(row: VersionRow & HeadRow): StoredRunbook {
  const { id, path, origin, draft, retired } = row;
  return {
    id,
    path,
    origin: origin as RunbookHead['origin'],
    draft: draft === 1,
    retired: retired === 1,
    newest: versionOf(row),
  };
}

function versionOf(row: VersionRow): RunbookVersion {
  const { version, hash, author, note, drill, gap } = row;
  return { version, text: readText(row.text), hash, author, atMs: row.at_ms, note, drill, gap, commit: row.commit_id };
}

function headRow({ id, path, origin, draft, retired }: RunbookHead, version: number): Tables['runbooks'] {
  return { id, path, origin, draft: draft ? 1 : 0, retired: retired ? 1 : 0, version };
}

function versionRow(id: string, version: RunbookVersion): Tables['runbook_versions'] {
  const { version: number, text, hash, author, atMs, note, drill, gap, commit } = version;
  return {
    runbook: id,
    version: number,
    text: JSON.stringify(text),
    hash,
    author,
    at_ms: atMs,
    note,
    drill,
    gap,
    commit_id: commit,
  };
}

/** Kept as JSON: PostgreSQL takes no zero byte in a text, and somebody's runbook may have one. */
function readText(json: string): string {
  return JSON.parse(json) as string;
}
