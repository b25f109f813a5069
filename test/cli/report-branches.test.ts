import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { HeadlessDrill } from '../../server/bots/headless-drill.ts';
import { cutLog } from '../../server/desk/cut-log.ts';
import type { AnyDraft, AnyEntry } from '../../server/drill/entry.ts';
import { seal } from '../../server/drill/hash.ts';
import { openStore } from '../../server/store/open-store.ts';
import { drillbook } from '../support/drillbook.ts';
import { ourScenario } from '../support/drill-dsl.ts';
import { plainShell } from '../support/told-desk.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'drillbook-report-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('drillbook report shows the branches of a rewound drill, as its page does', async () => {
  const scenario = ourScenario('quiet-shift', 'newspaper');
  const played = new HeadlessDrill(scenario, 'a', plainShell);
  played.advanceTo(60);
  const first = played.entries[0]!.drill;
  const ends = (log: AnyEntry[], payload: object) =>
    seal(log.at(-1)!, log[0]!.drill, 0, { ...end, simMs: log.at(-1)!.simMs, payload } as AnyDraft);
  const end = { kind: 'drill.ended', v: 1, seat: null, command: null };
  const branchOf = { drill: first, atS: 30 };
  const branch = cutLog(played.entries, { drill: 'd-branch', joinCode: 'b', branchOf });
  const reason = 'Rewound to 00:30: Once more.';
  const logs = [
    [...played.entries, ends(played.entries, { reason, continuedAs: { drill: 'd-branch', atS: 30 } })],
    [...branch, ends(branch, { reason: 'The time was up.' })],
  ];
  const store = await openStore({ dataDir, databaseUrl: null }, () => undefined);
  for (const [i, entries] of logs.entries()) {
    const meta = {
      id: entries[0]!.drill,
      scenario: scenario.id,
      cover: '',
      joinCode: `c${i}`,
      createdBy: 'p',
      createdMs: i,
    };
    await store.createDrill(meta, entries);
  }
  await store.close();
  const { exitCode, stdout } = await drillbook(['report', first], { env: { DATA_DIR: dataDir } });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('## Branches');
  expect(stdout).toContain('- Branch 1: Once more.');
});
