import type { BotProcess } from '../bots/bot-process.ts';
import { refuse } from '../drill/refuse.ts';
import type { BotCheck, Progress } from '../protocol/library.ts';
import type { Reply } from '../protocol/wire.ts';
import { writePack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { belongsTo } from '../scenario/with-runbooks.ts';
import type { LibraryStore } from '../store/library-store.ts';
import type { RunbookLibrary } from './runbook-library.ts';

interface BotCheckParts {
  library: RunbookLibrary;
  store: LibraryStore;
  scenarios: () => Promise<Scenario[]>;
  bots: Pick<BotProcess, 'run'>;
  now: () => number;
}

/**
 * Lets bots follow a page word for word in every scenario whose alerts it claims, or in one, and keeps what came of it.
 * Resolves with a refusal for an unknown page, or one that no scenario could use.
 */
export async function checkWithBots(
  { library, store, scenarios, bots, now }: BotCheckParts,
  id: string,
  { scenario, seeds }: { scenario: string | null; seeds: number },
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<Reply<BotCheck>> {
  const page = await library.page(id);
  if (!page)
    return {
      ok: false,
      refusal: refuse('runbook/unknown', 'There is no such runbook.', 'Choose one from the library.'),
    };
  const { stored, runbook } = page;
  const variants = (await scenarios()).filter(
    (one) => (scenario === null || one.id === scenario) && belongsTo(one, runbook),
  );
  if (variants.length === 0) {
    const message = 'No scenario fires an alert that this page claims, so bots cannot try it.';
    const hint = 'List the alert under "alerts:", or write a scenario from the page.';
    return { ok: false, refusal: refuse('scenario/unknown', message, hint) };
  }
  const others = (await library.pages()).filter(
    (one) => !one.stored.draft && !one.stored.retired && one.stored.id !== id,
  );
  const { runbooks } = await bots.run<'check'>(
    {
      kind: 'check',
      packs: variants.map(writePack),
      pages: [...others, page].map((one) => ({
        id: one.stored.id,
        path: one.stored.path,
        text: one.stored.newest.text,
      })),
      test: [id],
      seeds: Array.from({ length: seeds }, (_, index) => `seed-${index + 1}`),
    },
    onProgress,
    signal,
  );
  const rows = runbooks.find((one) => one.runbook === id)?.rows ?? [];
  const check: BotCheck = { runbook: id, version: stored.newest.version, atMs: now(), rows };
  await store.saveBotCheck({ runbook: id, version: check.version, atMs: check.atMs, body: JSON.stringify(check) });
  return { ok: true, result: check };
}
