import type { ImportedFile, LintFinding } from '../protocol/library.ts';
import { hiddenDirection } from '../runbook/import/hidden-direction.ts';
import { refuseText, type PageProblem } from '../runbook/import/read-page.ts';
import { parseRunbook } from '../runbook/parse.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { StoredRunbook } from '../store/library-store.ts';
import { countFindings } from './judge.ts';
import type { PageFile, RunbookLibrary } from './runbook-library.ts';
import { unplacedParts } from './unplaced.ts';

/** What an import needs to know; `known` is the library's shelf, read once and kept up while pages come in. */
export interface ImportScene {
  library: RunbookLibrary;
  known: StoredRunbook[];
  judge: (runbook: Runbook) => LintFinding[];
  /** Id of a person, or a word. */
  by: string;
  /** Only say what would happen. */
  dryRun: boolean;
}

/** Takes in one page, or says why not: nothing of a refused page is kept. `read`: the page, when the caller has read it. */
export async function importPage(file: PageFile, scene: ImportScene, read?: Runbook): Promise<ImportedFile> {
  const unread = refuseText(file.text);
  if (unread) return refusedFile(file.path, unread);
  const runbook = read ?? parseRunbook(file.text, file.path);
  const problem = tooMuch(runbook) ?? hiddenDirection(runbook);
  if (problem) return { ...summary(file.path, runbook), ...REFUSED, problem };
  const { library, known, judge, by, dryRun } = scene;
  const taken = await library.takePage(runbook, by, dryRun, known);
  return { ...summary(file.path, runbook), ...taken, findings: countFindings(judge(runbook)), problem: null };
}

/** A file that could not even be read as a page. */
export function refusedFile(path: string, problem: PageProblem): ImportedFile {
  return { path, title: '', steps: 0, commands: 0, unplaced: [], ...REFUSED, problem };
}

const REFUSED = { result: 'refused', id: null, findings: { must: 0, should: 0, may: 0 } } as const;

function summary(
  path: string,
  runbook: Runbook,
): Pick<ImportedFile, 'path' | 'title' | 'steps' | 'commands' | 'unplaced'> {
  return {
    path,
    title: runbook.title,
    steps: runbook.steps.length,
    commands: runbook.steps.reduce((sum, { commands }) => sum + commands.length, 0),
    unplaced: unplacedParts(runbook),
  };
}

/** What the reader would not look into. */
function tooMuch(runbook: Runbook): PageProblem | null {
  const problem = runbook.problems.find(({ rule }) => rule === 'too-large' || rule === 'too-deep');
  if (!problem) return null;
  const { line, message } = problem;
  return { line, message, hint: 'Split it, or leave it out; nothing of it was kept.' };
}
