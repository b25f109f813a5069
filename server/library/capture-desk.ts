import type { Entry } from '../drill/entry.ts';
import { refuse } from '../drill/refuse.ts';
import { upcast } from '../drill/upcast.ts';
import type { CaptureDraft } from '../protocol/library.ts';
import type { Reply } from '../protocol/wire.ts';
import { withoutNames } from '../report/no-names.ts';
import type { Person } from '../store/account-store.ts';
import type { LibraryStore } from '../store/library-store.ts';
import type { LogStore } from '../store/log-store.ts';
import { captureRunbook } from './capture.ts';
import { pinnedScenario } from './pinned-scenario.ts';
import type { RunbookLibrary } from './runbook-library.ts';

interface CaptureParts {
  store: Pick<LogStore, 'read' | 'pack' | 'seatNames'> & Pick<LibraryStore, 'runbook'>;
  scenarios: Parameters<typeof pinnedScenario>[0]['scenarios'];
  library: RunbookLibrary;
}

/** A runbook drafted from an ended drill; names of people give way to "a responder". */
export async function draftFromDrill(parts: CaptureParts, drill: string): Promise<Reply<CaptureDraft>> {
  const entries = await parts.store.read(drill);
  const first = entries[0];
  if (!first) return { ok: false, refusal: NO_DRILL };
  const scenario = await pinnedScenario(parts, (upcast(first) as Entry<'drill.created'>).payload);
  if (!scenario) return { ok: false, refusal: NO_SCENARIO };
  const names = Object.values(await parts.store.seatNames(drill));
  const draft = captureRunbook(entries, scenario);
  const aliases = names.map((name) => ({ name, role: 'a responder' }));
  return { ok: true, result: { ...draft, ...withoutNames({ text: draft.text }, aliases) } };
}

/** Keeps a draft as a page of the library that takes part in no drill until somebody signs it. */
export async function keepDraft(
  { store, library }: CaptureParts,
  drill: string,
  { id, text }: { id: string; text: string },
  by: Person,
): Promise<Reply<{ runbook: string }>> {
  let free = id;
  for (let n = 2; await store.runbook(free); n++) free = `${id}-${n}`;
  await library.write(free, text, by.id, 'captured', { drill, gap: null });
  return { ok: true, result: { runbook: free } };
}

const NO_DRILL = refuse('drill/not-found', 'There is no such drill.', 'Choose one from the home page.');
const NO_SCENARIO = refuse(
  'scenario/invalid',
  'The scenario of this drill is nowhere any more.',
  'Write the page by hand from the debrief.',
);
