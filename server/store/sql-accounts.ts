import type { Kysely, Selectable } from 'kysely';
import type { AccountStore, OneTimeLink, Person, Session } from './account-store.ts';
import type { Tables } from './schema.ts';

/** People, sessions, links and settings, on any database that Kysely speaks to. */
export class SqlAccounts implements AccountStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async createPerson(person: Person): Promise<void> {
    await this.#db
      .insertInto('people')
      .values({
        id: person.id,
        name: person.name,
        facilitator: person.facilitator ? 1 : 0,
        created_ms: person.createdMs,
      })
      .execute();
  }

  async person(id: string): Promise<Person | null> {
    const row = await this.#db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? personOf(row) : null;
  }

  async firstFacilitator(): Promise<Person | null> {
    const row = await this.#db
      .selectFrom('people')
      .selectAll()
      .where('facilitator', '=', 1)
      .orderBy('created_ms')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row ? personOf(row) : null;
  }

  async createSession(session: Session): Promise<void> {
    await this.#db
      .insertInto('sessions')
      .values({
        token_hash: session.tokenHash,
        person: session.person,
        created_ms: session.createdMs,
        expires_ms: session.expiresMs,
      })
      .execute();
  }

  async personBySession(tokenHash: string, nowMs: number): Promise<Person | null> {
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('people', 'people.id', 'sessions.person')
      .selectAll('people')
      .where('sessions.token_hash', '=', tokenHash)
      .where('sessions.expires_ms', '>', nowMs)
      .executeTakeFirst();
    return row ? personOf(row) : null;
  }

  async revokeSession(tokenHash: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
  }

  async revokeSessionsOf(person: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('person', '=', person).execute();
  }

  async createLink(link: OneTimeLink): Promise<void> {
    await this.#db
      .insertInto('links')
      .values({
        token_hash: link.tokenHash,
        person: link.person,
        created_ms: link.createdMs,
        expires_ms: link.expiresMs,
        used_ms: null,
      })
      .execute();
  }

  async useLink(
    tokenHash: string,
    nowMs: number,
  ): Promise<{ kind: 'person'; person: string } | { kind: 'used' | 'unknown' }> {
    const spent = await this.#db
      .updateTable('links')
      .set({ used_ms: nowMs })
      .where('token_hash', '=', tokenHash)
      .where('used_ms', 'is', null)
      .where('expires_ms', '>', nowMs)
      .returning('person')
      .executeTakeFirst();
    if (spent) return { kind: 'person', person: spent.person };
    const known = await this.#db
      .selectFrom('links')
      .select('token_hash')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    return { kind: known ? 'used' : 'unknown' };
  }

  async setting(key: string): Promise<string | null> {
    const row = await this.#db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
    return row?.value ?? null;
  }

  async setSetting(key: string, value: string): Promise<void> {
    await this.#db
      .insertInto('settings')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }
}

function personOf(row: Selectable<Tables['people']>): Person {
  return { id: row.id, name: row.name, facilitator: row.facilitator === 1, createdMs: row.created_ms };
}
