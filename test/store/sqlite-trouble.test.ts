import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, type SqliteDatabase } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../server/store/log-store.ts';
import type { Tables } from '../../server/store/schema.ts';
import { sqlStore } from '../../server/store/sql-store.ts';
import { asKyselyDatabase, CleanSqliteDialect } from '../../server/store/sqlite.ts';
import { aDrill, lines } from './entries.ts';

/** A database whose k-th call from now fails, before or after it did its work, as a disk does. */
class FailingDisk {
  calls = 0;
  #failAt = 0;
  #when: 'before' | 'after' = 'before';
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  fail(at: number, when: 'before' | 'after'): void {
    this.calls = 0;
    this.#failAt = at;
    this.#when = when;
  }

  get kysely(): SqliteDatabase {
    return {
      close: () => this.#database.close(),
      prepare: (sql) => {
        const statement = this.#database.prepare(sql);
        return {
          reader: statement.reader,
          all: (parameters) => this.#call(() => statement.all(parameters)),
          run: (parameters) => this.#call(() => statement.run(parameters)),
          iterate: (parameters) => statement.iterate(parameters),
        };
      },
    };
  }

  #call<T>(work: () => T): T {
    this.calls += 1;
    const fails = this.calls === this.#failAt;
    if (fails && this.#when === 'before') throw new Error('disk I/O error');
    const result = work();
    if (fails) throw new Error('disk I/O error');
    return result;
  }
}

describe('a disk that fails in the middle of an append', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-trouble-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['before', 'after'] as const)(
    'STORE-1 STORE-2 at every call, %s its work: nothing half stored, and the same append succeeds afterwards',
    async (when) => {
      const database = new DatabaseSync(join(folder, `${when}.sqlite`));
      const disk = new FailingDisk(asKyselyDatabase(database));
      const db = new Kysely<Tables>({ dialect: new CleanSqliteDialect(database, disk.kysely) });
      const store = await sqlStore('sqlite', db, () => false);
      let failures = 0;
      for (let at = 1; at <= 12; at += 1) {
        const drill = aDrill();
        disk.fail(0, when);
        await store.createDrill(drill, lines(drill.id, 0, 1));
        const batch = lines(drill.id, 1, 3);
        disk.fail(at, when);
        const outcome = await store.append(drill.id, 1, batch).catch((error: unknown) => error);
        disk.fail(0, when);
        const stored = (await store.read(drill.id)).length;
        if (outcome === undefined) expect(stored).toBe(4);
        else {
          failures += 1;
          expect(outcome).toBeInstanceOf(StoreUnavailable);
          expect([1, 4]).toContain(stored);
          await store.append(drill.id, 1, batch);
          expect(await store.read(drill.id)).toHaveLength(4);
        }
      }
      // begin, update, insert, commit: each has failed once.
      expect(failures).toBe(4);
      await store.close();
    },
  );

  it('STORE-2 a failed rollback too leaves the next append unharmed', async () => {
    const database = new DatabaseSync(join(folder, 'rollback.sqlite'));
    const inner = asKyselyDatabase(database);
    let broken = false;
    const failing: SqliteDatabase = {
      close: () => inner.close(),
      prepare(sql) {
        if (broken && /^(rollback|commit)/.test(sql)) throw new Error('disk I/O error');
        return inner.prepare(sql);
      },
    };
    const db = new Kysely<Tables>({ dialect: new CleanSqliteDialect(database, failing) });
    const store = await sqlStore('sqlite', db, () => false);
    const drill = aDrill();
    await store.createDrill(drill, lines(drill.id, 0, 1));
    const batch = lines(drill.id, 1, 2);
    broken = true;
    await expect(store.append(drill.id, 1, batch)).rejects.toThrow(StoreUnavailable);
    broken = false;
    await store.append(drill.id, 1, batch);
    expect(await store.read(drill.id)).toHaveLength(3);
    await store.close();
  });
});
