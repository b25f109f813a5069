import type { Kysely } from 'kysely';
import type { SeatKind } from '../protocol/roles.ts';
import type { DrillReadings, Invite, ScenarioPack } from './log-store.ts';
import type { Tables } from './schema.ts';

/** What is kept of drills beside their logs: names, who sits where, invites, the pinned scenario, readings at the end. */
export class SqlBesideLog {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async nameSeat(drill: string, seat: string, name: string): Promise<void> {
    await this.#db
      .insertInto('seat_names')
      .values({ drill, seat, name })
      .onConflict((conflict) => conflict.columns(['drill', 'seat']).doUpdateSet({ name }))
      .execute();
  }

  async seatNames(drill: string): Promise<Record<string, string>> {
    const rows = await this.#db.selectFrom('seat_names').select(['seat', 'name']).where('drill', '=', drill).execute();
    return Object.fromEntries(rows.map((row) => [row.seat, row.name]));
  }

  async eraseNames(drill: string): Promise<void> {
    await this.#db.deleteFrom('seat_names').where('drill', '=', drill).execute();
  }

  async seatPerson(drill: string, seat: string, person: string): Promise<void> {
    await this.#db
      .insertInto('seats')
      .values({ drill, seat, person })
      .onConflict((conflict) => conflict.columns(['person', 'drill']).doUpdateSet({ seat }))
      .execute();
  }

  async seatOf(drill: string, person: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom('seats')
      .select('seat')
      .where('person', '=', person)
      .where('drill', '=', drill)
      .executeTakeFirst();
    return row?.seat ?? null;
  }

  async seatsOf(person: string): Promise<{ drill: string; seat: string }[]> {
    return this.#db
      .selectFrom('seats')
      .select(['drill', 'seat'])
      .where('person', '=', person)
      .orderBy('drill')
      .execute();
  }

  async peopleOf(drill: string): Promise<{ seat: string; person: string }[]> {
    return this.#db.selectFrom('seats').select(['seat', 'person']).where('drill', '=', drill).orderBy('seat').execute();
  }

  async createInvite(invite: Invite): Promise<void> {
    await this.#db
      .insertInto('invites')
      .values({
        token_hash: invite.tokenHash,
        drill: invite.drill,
        kind: invite.kind,
        created_ms: invite.createdMs,
        expires_ms: invite.expiresMs,
      })
      .execute();
  }

  async invite(tokenHash: string): Promise<Invite | null> {
    const row = await this.#db.selectFrom('invites').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst();
    if (!row) return null;
    return {
      tokenHash,
      drill: row.drill,
      kind: row.kind as SeatKind,
      createdMs: row.created_ms,
      expiresMs: row.expires_ms,
    };
  }

  async savePack({ savedMs, ...pack }: ScenarioPack): Promise<void> {
    await this.#db
      .insertInto('packs')
      .values({ ...pack, saved_ms: savedMs })
      .onConflict((conflict) => conflict.columns(['hash', 'variant']).doNothing())
      .execute();
  }

  async pack(hash: string, variant: string): Promise<ScenarioPack | null> {
    const row = await this.#db
      .selectFrom('packs')
      .selectAll()
      .where('hash', '=', hash)
      .where('variant', '=', variant)
      .executeTakeFirst();
    return row ? { hash, variant, scenario: row.scenario, body: row.body, savedMs: row.saved_ms } : null;
  }

  async saveReadings({ drill, body, savedMs }: DrillReadings): Promise<void> {
    await this.#db
      .insertInto('readings')
      .values({ drill, body, saved_ms: savedMs })
      .onConflict((conflict) => conflict.column('drill').doNothing())
      .execute();
  }

  async readings(drill: string): Promise<DrillReadings | null> {
    const row = await this.#db.selectFrom('readings').selectAll().where('drill', '=', drill).executeTakeFirst();
    return row ? { drill, body: row.body, savedMs: row.saved_ms } : null;
  }
}
