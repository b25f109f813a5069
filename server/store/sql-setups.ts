import type { Kysely, Selectable } from 'kysely';
import type { Tables } from './schema.ts';
import type { SetupStore, StoredSetup } from './setup-store.ts';

/** Set-ups, on any database that Kysely speaks to. */
export class SqlSetups implements SetupStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async setupsFor(person: string): Promise<StoredSetup[]> {
    const rows = await this.#newestFirst()
      .where((row) => row.or([row('kind', '=', 'template'), row.and({ kind: 'draft', person })]))
      .execute();
    return rows.map(setupOf);
  }

  async setup(id: string): Promise<StoredSetup | null> {
    const row = await this.#db.selectFrom('setups').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? setupOf(row) : null;
  }

  async drillSetups(): Promise<StoredSetup[]> {
    return (await this.#newestFirst().where('kind', '=', 'drill').execute()).map(setupOf);
  }

  async saveSetup({ id, kind, person, name, body, savedMs }: StoredSetup): Promise<void> {
    const row = { kind, person, name: JSON.stringify(name), body: JSON.stringify(body), saved_ms: savedMs };
    await this.#db
      .insertInto('setups')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }

  async removeSetup(id: string): Promise<void> {
    await this.#db.deleteFrom('setups').where('id', '=', id).execute();
  }

  #newestFirst() {
    return this.#db.selectFrom('setups').selectAll().orderBy('saved_ms', 'desc').orderBy('id');
  }
}

/** Texts are kept as JSON strings: PostgreSQL takes no zero byte, and a name may be pasted from anywhere. */
function setupOf({ id, kind, person, name, body, saved_ms }: Selectable<Tables['setups']>): StoredSetup {
  return {
    id,
    kind: kind as StoredSetup['kind'],
    person,
    name: JSON.parse(name) as string,
    body: JSON.parse(body) as string,
    savedMs: saved_ms,
  };
}
