import type { Kysely } from 'kysely';
import { migrate } from './migrations.ts';
import type { Tables } from './schema.ts';
import { SqlAccounts } from './sql-accounts.ts';
import { SqlBesideLog } from './sql-beside-log.ts';
import { SqlLibrary } from './sql-library.ts';
import { SqlLog } from './sql-log.ts';
import { SqlSetups } from './sql-setups.ts';
import type { Store } from './store.ts';

/** A migrated store over one database. `isUniqueViolation` knows the dialect's error. */
export async function sqlStore(
  kind: 'sqlite' | 'postgres',
  db: Kysely<Tables>,
  isUniqueViolation: (error: unknown) => boolean,
): Promise<Store> {
  await migrate(db);
  const log = new SqlLog(db, isUniqueViolation);
  const beside = new SqlBesideLog(db);
  const accounts = new SqlAccounts(db);
  const library = new SqlLibrary(db, isUniqueViolation);
  const setups = new SqlSetups(db);
  return {
    kind,
    createDrill: (meta, entries) => log.createDrill(meta, entries),
    claim: (drill) => log.claim(drill),
    append: (drill, expectedSeq, entries) => log.append(drill, expectedSeq, entries),
    branchOff: (drill, expectedSeq, entries, branch) => log.branchOff(drill, expectedSeq, entries, branch),
    read: (drill, fromSeq) => log.read(drill, fromSeq),
    drills: () => log.drills(),
    drill: (id) => log.drill(id),
    drillByJoinCode: (code) => log.drillByJoinCode(code),
    nameSeat: (drill, seat, name) => beside.nameSeat(drill, seat, name),
    seatNames: (drill) => beside.seatNames(drill),
    eraseNames: (drill) => beside.eraseNames(drill),
    seatPerson: (drill, seat, person) => beside.seatPerson(drill, seat, person),
    seatOf: (drill, person) => beside.seatOf(drill, person),
    seatsOf: (person) => beside.seatsOf(person),
    peopleOf: (drill) => beside.peopleOf(drill),
    createInvite: (invite) => beside.createInvite(invite),
    invite: (tokenHash) => beside.invite(tokenHash),
    savePack: (pack) => beside.savePack(pack),
    pack: (hash, variant) => beside.pack(hash, variant),
    saveReadings: (readings) => beside.saveReadings(readings),
    readings: (drill) => beside.readings(drill),
    createPerson: (person) => accounts.createPerson(person),
    person: (id) => accounts.person(id),
    firstFacilitator: () => accounts.firstFacilitator(),
    createSession: (session) => accounts.createSession(session),
    personBySession: (tokenHash, nowMs) => accounts.personBySession(tokenHash, nowMs),
    revokeSession: (tokenHash) => accounts.revokeSession(tokenHash),
    revokeSessionsOf: (person) => accounts.revokeSessionsOf(person),
    createLink: (link) => accounts.createLink(link),
    useLink: (tokenHash, nowMs) => accounts.useLink(tokenHash, nowMs),
    setting: (key) => accounts.setting(key),
    setSetting: (key, value) => accounts.setSetting(key, value),
    runbooks: () => library.runbooks(),
    runbook: (id) => library.runbook(id),
    runbookVersions: (id) => library.runbookVersions(id),
    saveRunbook: (head, version, base) => library.saveRunbook(head, version, base),
    markRunbook: (id, marks) => library.markRunbook(id, marks),
    setCommit: (id, version, commit) => library.setCommit(id, version, commit),
    care: (id) => library.care(id),
    saveCare: (id, body) => library.saveCare(id, body),
    gapStates: (drill) => library.gapStates(drill),
    saveGapState: (drill, gap, body) => library.saveGapState(drill, gap, body),
    botChecks: (runbook) => library.botChecks(runbook),
    saveBotCheck: (check) => library.saveBotCheck(check),
    setupsFor: (person) => setups.setupsFor(person),
    setup: (id) => setups.setup(id),
    drillSetups: () => setups.drillSetups(),
    saveSetup: (setup) => setups.saveSetup(setup),
    removeSetup: (id) => setups.removeSetup(id),
    async close() {
      await log.idle();
      await db.destroy();
    },
  };
}
