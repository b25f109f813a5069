import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuplicateCommand, LostOwnership, WrongSeq } from '../../server/store/log-store.ts';
import { VersionConflict } from '../../server/store/library-store.ts';
import type { Store } from '../../server/store/store.ts';
import { aDrill, lines } from './entries.ts';

/** What a store under test offers: any number of stores on the same data, as processes share a database. */
export interface StorePlaceUnderTest {
  open(): Promise<Store>;
  destroy(): Promise<void> | void;
}

/** The rules of `server/store/log-store.ts` and `account-store.ts`, held on every implementation. */
export function storeContract(name: string, makePlace: () => Promise<StorePlaceUnderTest>): void {
  describe(name, () => {
    let place: StorePlaceUnderTest;
    let store: Store;

    beforeAll(async () => {
      place = await makePlace();
      store = await place.open();
    }, 60_000);

    afterAll(async () => {
      await store?.close();
      await place?.destroy();
    });

    async function created(count = 1): Promise<string> {
      const drill = aDrill();
      await store.createDrill(drill, lines(drill.id, 0, count));
      return drill.id;
    }

    it('STORE-1 what was appended is read back exactly, from any sequence number', async () => {
      const drill = await created(1);
      const awkward = lines(drill, 1, 3, 'quote " apostrophe \' zero \u0000 lone \ud800 emoji 🚒\n');
      await store.append(drill, 1, awkward);
      expect((await store.read(drill)).slice(1)).toEqual(awkward);
      expect(await store.read(drill, 3)).toEqual(awkward.slice(1));
      expect(await store.read(drill, 9)).toEqual([]);
      expect(await store.read('no-such-drill')).toEqual([]);
    });

    it('STORE-1 another store on the same data reads it at once', async () => {
      const drill = await created(2);
      const other = await place.open();
      expect(await other.read(drill)).toEqual(await store.read(drill));
      await other.close();
    });

    it('STORE-2 an append with a used command stores none of its entries', async () => {
      const drill = await created(1);
      const [used] = await store.read(drill);
      const batch = lines(drill, 1, 3);
      batch[2]!.command = used!.command;
      await expect(store.append(drill, 1, batch)).rejects.toThrow(DuplicateCommand);
      expect(await store.read(drill)).toHaveLength(1);
      await store.append(drill, 1, lines(drill, 1, 3));
      expect(await store.read(drill)).toHaveLength(4);
    });

    it('STORE-2 a drill whose first entries are refused does not exist', async () => {
      const drill = aDrill();
      const batch = lines(drill.id, 0, 2);
      batch[1]!.command = batch[0]!.command;
      await expect(store.createDrill(drill, batch)).rejects.toThrow(DuplicateCommand);
      expect(await store.drill(drill.id)).toBeNull();
    });

    it('STORE-3 appending after the wrong sequence number is refused', async () => {
      const drill = await created(2);
      await expect(store.append(drill, 1, lines(drill, 1, 1, 'late'))).rejects.toThrow(WrongSeq);
      await expect(store.append(drill, 5, lines(drill, 5, 1))).rejects.toThrow(WrongSeq);
      expect(await store.read(drill)).toHaveLength(2);
    });

    it('STORE-3 many entries without a command are fine', async () => {
      const drill = await created(1);
      const outcomes = lines(drill, 1, 500).map((entry) => ({ ...entry, command: null }));
      await store.append(drill, 1, outcomes);
      expect(await store.read(drill)).toHaveLength(501);
    });

    it('STORE-3 the same command in two drills is fine', async () => {
      const [first, second] = [await created(1), await created(1)];
      const command = randomUUID();
      await store.append(
        first,
        1,
        lines(first, 1, 1).map((entry) => ({ ...entry, command })),
      );
      await store.append(
        second,
        1,
        lines(second, 1, 1).map((entry) => ({ ...entry, command })),
      );
      expect((await store.read(second, 2))[0]?.command).toBe(command);
    });

    it('STORE-3 of two simultaneous appends after the same number one is stored', async () => {
      const drill = await created(1);
      const outcomes = await Promise.allSettled([
        store.append(drill, 1, lines(drill, 1, 2, 'one')),
        store.append(drill, 1, lines(drill, 1, 2, 'two')),
      ]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await store.read(drill)).toHaveLength(3);
    });

    it('STORE-3 a refused append in a group commit takes no other drill with it', async () => {
      const drills = await Promise.all(Array.from({ length: 6 }, () => created(1)));
      const outcomes = await Promise.allSettled(
        drills.map((drill, index) => store.append(drill, index === 3 ? 0 : 1, lines(drill, 1, 1, 'x'))),
      );
      expect(outcomes.map((outcome) => outcome.status === 'fulfilled')).toEqual([true, true, true, false, true, true]);
    });

    it('STORE-4 after another store claims the drill the first one is refused', async () => {
      const drill = await created(1);
      const other = await place.open();
      await expect(other.append(drill, 1, lines(drill, 1, 1))).rejects.toThrow(LostOwnership);
      await other.claim(drill);
      await expect(store.append(drill, 1, lines(drill, 1, 1))).rejects.toThrow(LostOwnership);
      await other.append(drill, 1, lines(drill, 1, 1));
      await store.claim(drill);
      await store.append(drill, 2, lines(drill, 2, 1));
      expect(await store.read(drill)).toHaveLength(3);
      await other.close();
    });

    it('STORE-5 the very same append twice is one append', async () => {
      const drill = await created(1);
      const batch = lines(drill, 1, 3);
      await store.append(drill, 1, batch);
      await store.append(drill, 1, batch);
      await store.append(drill, 1, []);
      expect(await store.read(drill)).toHaveLength(4);
    });

    it('STORE-6 a branch is stored with the entries that lead to it, with the same people on the same seats', async () => {
      const drill = await created(2);
      const person = await somebody();
      await store.nameSeat(drill, 's1', 'Anna');
      await store.seatPerson(drill, 's1', person);
      const branch = aDrill();
      const end = lines(drill, 2, 1);
      const begun = lines(branch.id, 0, 3);
      const off = () => store.branchOff(drill, 2, end, { meta: branch, entries: begun });
      await off();
      await off();
      expect(await store.read(drill, 3)).toEqual(end);
      expect(await store.read(branch.id)).toEqual(begun);
      expect(await store.drill(branch.id)).toEqual(branch);
      expect(await store.seatNames(branch.id)).toEqual({ s1: 'Anna' });
      expect(await store.seatOf(branch.id, person)).toBe('s1');
      await store.append(branch.id, 3, lines(branch.id, 3, 1));
    });

    it('STORE-6 where one of the two cannot be stored, neither is', async () => {
      const drill = await created(2);
      const off = (expectedSeq: number, meta = aDrill()) =>
        store
          .branchOff(drill, expectedSeq, lines(drill, expectedSeq, 1), { meta, entries: lines(meta.id, 0, 1) })
          .then(() => null, () => meta.id); // prettier-ignore
      const { joinCode } = (await store.drill(drill))!;
      const refused = [await off(1), await off(2, { ...aDrill(), joinCode })];
      for (const id of refused) expect(id && (await store.drill(id))).toBeNull();
      expect(await store.read(drill)).toHaveLength(2);
      expect(await off(2)).toBeNull();
    });

    it('lists drills newest first and finds them by join code', async () => {
      const older = aDrill(randomUUID(), 1_600_000_000_000);
      const newer = aDrill(randomUUID(), 1_900_000_000_000);
      await store.createDrill(older, []);
      await store.createDrill(newer, []);
      const ids = (await store.drills()).map((drill) => drill.id);
      expect(ids[0]).toBe(newer.id);
      expect(ids.at(-1)).toBe(older.id);
      expect(await store.drillByJoinCode(newer.joinCode)).toEqual(newer);
      expect(await store.drillByJoinCode('no-such-code')).toBeNull();
      await expect(store.createDrill({ ...aDrill(), joinCode: newer.joinCode }, [])).rejects.toThrow();
    });

    it('keeps names beside the log and erases them', async () => {
      const drill = await created(1);
      await store.nameSeat(drill, 's1', 'Anna');
      await store.nameSeat(drill, 's2', 'Ben');
      await store.nameSeat(drill, 's1', 'Ann');
      expect(await store.seatNames(drill)).toEqual({ s1: 'Ann', s2: 'Ben' });
      await store.eraseNames(drill);
      expect(await store.seatNames(drill)).toEqual({});
    });

    it('knows which seat a person has in each drill', async () => {
      const [one, two] = [await created(1), await created(1)].sort() as [string, string];
      const person = await somebody();
      await store.seatPerson(one, 's1', person);
      await store.seatPerson(two, 's4', person);
      expect(await store.seatOf(one, person)).toBe('s1');
      expect(await store.seatOf(one, 'stranger')).toBeNull();
      expect(await store.seatsOf(person)).toEqual([
        { drill: one, seat: 's1' },
        { drill: two, seat: 's4' },
      ]);
      const another = await somebody();
      await store.seatPerson(one, 's9', another);
      expect(await store.peopleOf(one)).toEqual([
        { seat: 's1', person },
        { seat: 's9', person: another },
      ]);
      expect(await store.peopleOf('no-such-drill')).toEqual([]);
    });

    it('keeps invites by the hash of their token', async () => {
      const invite = { tokenHash: randomUUID(), drill: await created(1), kind: 'breaker', createdMs: 1, expiresMs: 2 };
      await store.createInvite({ ...invite, kind: 'breaker' });
      expect(await store.invite(invite.tokenHash)).toEqual(invite);
      expect(await store.invite('other')).toBeNull();
    });

    it('keeps a scenario for each hash and variant, the first one for ever', async () => {
      const hash = randomUUID();
      const pack = {
        hash,
        variant: 'report',
        scenario: 'pool',
        body: '{"zero":"\\u0000 🚒"}',
        savedMs: 1_700_000_000_000,
      };
      const saves = [pack, { ...pack, variant: 'batch', body: '{"b":1}' }, { ...pack, body: '{"late":1}', savedMs: 9 }];
      for (const save of saves) await store.savePack(save);
      expect(await store.pack(hash, 'report')).toEqual(pack);
      expect((await store.pack(hash, 'batch'))?.body).toBe('{"b":1}');
      expect(await store.pack(hash, 'other')).toBeNull();
      expect(await store.pack(randomUUID(), 'report')).toBeNull();
      const unseen = { ...pack, hash: randomUUID() };
      await Promise.all([store.savePack(unseen), store.savePack(unseen)]);
      expect(await store.pack(unseen.hash, 'report')).toEqual(unseen);
    });

    it('keeps the readings of a drill, the first ones for ever', async () => {
      const drill = await created();
      expect(await store.readings(drill)).toBeNull();
      const readings = { drill, body: '{"v":1}', savedMs: 1_700_000_000_000 };
      await store.saveReadings(readings);
      await store.saveReadings({ ...readings, body: '{"v":2}' });
      expect(await store.readings(drill)).toEqual(readings);
    });

    async function somebody(facilitator = false): Promise<string> {
      const id = randomUUID();
      await store.createPerson({ id, name: 'Somebody', facilitator, createdMs: 5 });
      return id;
    }

    it('a session opens the door until it expires or is revoked', async () => {
      const person = await somebody();
      const [kept, revoked] = [randomUUID(), randomUUID()];
      await store.createSession({ tokenHash: kept, person, createdMs: 0, expiresMs: 100 });
      await store.createSession({ tokenHash: revoked, person, createdMs: 0, expiresMs: 100 });
      await store.revokeSession(revoked);
      expect((await store.personBySession(kept, 99))?.id).toBe(person);
      expect(await store.personBySession(kept, 100)).toBeNull();
      expect(await store.personBySession(revoked, 1)).toBeNull();
      await store.revokeSessionsOf(person);
      expect(await store.personBySession(kept, 99)).toBeNull();
    });

    it('a one-time link works once, also when it is used twice at the same moment', async () => {
      const person = await somebody();
      const link = { tokenHash: randomUUID(), person, createdMs: 0, expiresMs: 100 };
      await store.createLink(link);
      const uses = await Promise.all([store.useLink(link.tokenHash, 1), store.useLink(link.tokenHash, 1)]);
      expect(uses.map((use) => use.kind).sort()).toEqual(['person', 'used']);
      expect(await store.useLink('unknown', 1)).toEqual({ kind: 'unknown' });
      const expired = { ...link, tokenHash: randomUUID() };
      await store.createLink(expired);
      expect(await store.useLink(expired.tokenHash, 100)).toEqual({ kind: 'used' });
    });

    it('remembers the first facilitator and settings', async () => {
      expect(await store.firstFacilitator()).toBeNull();
      await somebody();
      const facilitator = await somebody(true);
      expect((await store.firstFacilitator())?.id).toBe(facilitator);
      expect(await store.setting('team')).toBeNull();
      await store.setSetting('team', 'Checkout');
      await store.setSetting('team', 'Payments');
      expect(await store.setting('team')).toBe('Payments');
    });

    const head = (id: string) =>
      ({ id, path: `runbooks/${id}.md`, origin: 'imported', draft: false, retired: false }) as const;
    const words = (text: string) =>
      ({
        text,
        hash: String(text.length),
        author: 'p1',
        atMs: 7,
        note: '',
        drill: null,
        gap: null,
        commit: null,
      }) as const;

    it('LIB-1 keeps every version of a runbook as it was', async () => {
      const id = randomUUID();
      expect(await store.runbook(id)).toBeNull();
      expect(await store.saveRunbook(head(id), words('# First \u0000\r\n'), 0)).toBe(1);
      expect(await store.saveRunbook(head(id), words('# Second'), 1)).toBe(2);
      await store.setCommit(id, 2, 'abc1234');
      await store.markRunbook(id, { retired: true });
      expect((await store.runbookVersions(id)).map(({ text, commit }) => [text, commit])).toEqual([
        ['# First \u0000\r\n', null],
        ['# Second', 'abc1234'],
      ]);
      const stored = (await store.runbooks()).find((runbook) => runbook.id === id);
      expect(stored).toMatchObject({ retired: true, draft: false, newest: { version: 2, text: '# Second' } });
      expect(await store.runbook(id)).toEqual(stored);
    });

    it('LIB-2 of two who edit the same version, one is stored', async () => {
      const id = randomUUID();
      await store.saveRunbook(head(id), words('# First'), 0);
      await expect(store.saveRunbook(head(id), words('# Again'), 0)).rejects.toThrow(VersionConflict);
      const both = await Promise.allSettled([
        store.saveRunbook(head(id), words('# One'), 1),
        store.saveRunbook(head(id), words('# Other'), 1),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await store.runbookVersions(id)).toHaveLength(2);
    });

    it('remembers care, decisions on gaps and bot checks', async () => {
      const [id, drill] = [randomUUID(), await created()];
      await store.saveRunbook(head(id), words('# First'), 0);
      expect(await store.care(id)).toBeNull();
      await store.saveCare(id, '1');
      await store.saveCare(id, '2');
      expect(await store.care(id)).toBe('2');
      await store.saveGapState(drill, 'stale-step-1', 'open');
      await store.saveGapState(drill, 'stale-step-1', 'accepted');
      expect([...(await store.gapStates(drill))]).toEqual([['stale-step-1', 'accepted']]);
      await store.saveBotCheck({ runbook: id, version: 1, atMs: 1, body: 'a' });
      await store.saveBotCheck({ runbook: id, version: 1, atMs: 2, body: 'b' });
      expect((await store.botChecks(id)).map(({ body }) => body)).toEqual(['b', 'a']);
      expect((await store.botChecks(null)).length).toBeGreaterThanOrEqual(2);
    });

    it('a draft is its writer’s alone, a template everybody’s, and each is written over by its id', async () => {
      const [lena, ravi] = [await somebody(true), await somebody(true)];
      const setup = (id: string, kind: 'draft' | 'template' | 'drill', person: string, savedMs: number) => ({
        id,
        kind,
        person,
        name: 'Zero \u0000 🚒',
        body: '{"scenario":"pool"}',
        savedMs,
      });
      const draft = setup(`draft-${lena}`, 'draft', lena, 5);
      const template = setup(randomUUID(), 'template', lena, 7);
      const drill = setup(await created(), 'drill', lena, 9);
      for (const one of [draft, template, drill]) await store.saveSetup(one);
      expect(await store.setupsFor(lena)).toEqual([template, draft]);
      expect(await store.setupsFor(ravi)).toEqual([template]);
      expect(await store.drillSetups()).toContainEqual(drill);
      await store.saveSetup({ ...draft, body: '{}', savedMs: 11 });
      expect((await store.setupsFor(lena)).map(({ body }) => body)).toEqual(['{}', '{"scenario":"pool"}']);
      await store.removeSetup(template.id);
      await store.removeSetup('no such set-up');
      expect(await store.setup(template.id)).toBeNull();
      expect((await store.setup(drill.id))?.kind).toBe('drill');
    });
  });
}
