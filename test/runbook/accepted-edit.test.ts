import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptedText, testedOn } from '../../server/library/accepted-edit.ts';
import { GapDesk } from '../../server/library/gap-desk.ts';
import { GitTree } from '../../server/library/git-tree.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import type { Debrief, GapView } from '../../server/protocol/http.ts';
import { proposeTested } from '../../server/runbook/head-edits.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { memoryStore } from '../../server/store/memory.ts';
import { RUNBOOK, story } from '../support/entries.ts';

const PATH = 'scenarios/tiny/runbooks/RUN-001.md';
const TESTED = /^lastTested: (.*?)\r?$/m;
const DAY = '2030-02-03';
const MEI = { id: 'p1', name: 'Mei', facilitator: true, createdMs: 0 };

describe('the text of an accepted edit', () => {
  const proposal = proposeTested(parseRunbook(RUNBOOK, PATH), '2026-03-12')!;

  it('carries the day on which the drill ran, with the line ends that the page has', () => {
    const windows = RUNBOOK.replaceAll('\n', '\r\n');
    const edited = acceptedText(windows, proposal, { name: 'Mei', day: DAY })!;
    expect(TESTED.exec(edited)?.[1]).toBe(DAY);
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('is the page as it stands when that says all of it, and none when its lines have gone', () => {
    const once = acceptedText(RUNBOOK, proposal, { name: 'Mei', day: DAY })!;
    expect(acceptedText(once, proposal, { name: 'Mei', day: DAY })).toBe(once);
    expect(acceptedText('# Another page\n', proposal, { name: 'Mei', day: DAY })).toBeNull();
  });

  it('gets the date of the test, except where a later one stands or there is no head', () => {
    expect(TESTED.exec(testedOn(RUNBOOK, PATH, DAY))?.[1]).toBe(DAY);
    expect(testedOn(RUNBOOK, PATH, '1999-01-01')).toBe(RUNBOOK);
    const without = RUNBOOK.replace(/^lastTested:.*\n/m, '');
    expect(parseRunbook(testedOn(without, PATH, DAY), PATH).lastTested).toBe(DAY);
    expect(testedOn('# No head\n\n1. `ls`\n', 'x.md', DAY)).toBe('# No head\n\n1. `ls`\n');
  });
});

describe('an edit accepted with a linked working tree', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drillbook-accept-')));
  afterAll(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  const gap: GapView = {
    id: 'stale-step-RUN-001-1', kind: 'stale step', runbook: 'RUN-001', file: PATH, line: 20, step: 1,
    sentence: 'Step 1 is refused.', entries: [9], severity: 'low', proposal: null,
  }; // prettier-ignore
  let library: RunbookLibrary;
  let desk: GapDesk;
  const bringShipped = () => library.takeShipped([{ path: PATH, text: RUNBOOK }]);
  const accept = (text: string) => desk.decide('d1', gap.id, { decision: 'change', text, note: 'new tool' }, MEI);

  beforeEach(async () => {
    rmSync(join(folder, '.git'), { recursive: true, force: true });
    rmSync(join(folder, 'runbooks'), { recursive: true, force: true });
    git('init', '--quiet', '--initial-branch', 'main');
    const store = memoryStore();
    library = new RunbookLibrary(store, () => 7);
    await bringShipped();
    const drill = { id: 'd1', scenario: 'tiny', cover: 'x', joinCode: 'x', createdBy: 'p1', createdMs: 0 };
    await store.createDrill(drill, story().end());
    const debrief = { gaps: [gap], runbooks: [{ id: 'RUN-001', stepsRun: 1 }] } as unknown as Debrief;
    desk = new GapDesk({
      store,
      library,
      scenarios: { scenario: () => Promise.resolve(null) },
      debriefs: { debrief: () => Promise.resolve(debrief) },
      bots: { run: () => Promise.reject(new Error('no bot is asked')) },
      tree: await GitTree.open(folder),
      now: () => 7,
    });
  });

  it('is a commit with the ids of drill and gap, and at the next start still one page', async () => {
    const decided = await accept(`${RUNBOOK}\nMore.\n`);
    expect(decided).toMatchObject({ ok: true, result: { state: 'accepted', version: 2, commit: git('rev-parse', '--short', 'HEAD') } }); // prettier-ignore
    expect(git('log', '-1', '--format=%B')).toBe(`RUN-001: new tool\n\nFrom drill d1, gap ${gap.id}.`);
    const restart = async () => {
      await bringShipped();
      await library.follow(await (await GitTree.open(folder)).pages(), 'git');
    };
    await restart();
    expect((await library.pages()).map(({ stored }) => [stored.id, stored.newest.version])).toEqual([['RUN-001', 2]]);
    writeFileSync(join(folder, 'runbooks/RUN-001.md'), `${RUNBOOK}\nChanged there.\n`);
    await restart();
    await restart();
    expect((await library.pages()).map(({ stored }) => [stored.id, stored.newest.version])).toEqual([['RUN-001', 3]]);
  });

  it('does not take the place of a page of the same name that the team had before', async () => {
    await library.follow([{ path: 'runbooks/RUN-001.md', text: '# Printers are silent\n\n1. `lpstat`\n' }], 'git');
    expect((await library.pages()).map(({ stored }) => stored.id)).toEqual(['RUN-001', 'RUN-001-2']);
  });

  it('is kept, and says why, where the way to the tree is barred', async () => {
    mkdirSync(join(folder, 'runbooks'));
    writeFileSync(join(folder, '.git/index.lock'), '');
    const decided = await accept(`${RUNBOOK}\nMore.\n`);
    expect(decided).toMatchObject({ ok: true, result: { state: 'accepted', version: 2, commit: null } });
    expect(decided.ok && decided.result.reason).toMatch(/not committed: .*index\.lock/);
  });
});
