import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadFile } from '../../../server/scenario/read-file.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/scenario-format.md'), 'utf8');

export const FOLDER = 'scenarios/slow-search';
const SCENARIO = `${FOLDER}/scenario.yaml`;
const RULES = `${FOLDER}/alerts.rules.yaml`;
const RUNBOOK = `${FOLDER}/runbooks/RUN-101.md`;

/** The complete example of docs/scenario-format.md, as the files of a folder. */
export const EXAMPLE: Readonly<Record<string, string>> = {
  [SCENARIO]: fence('```yaml\ndrillbook: 1', '```yaml'),
  [RULES]: fence('```yaml\ngroups:', '```yaml'),
  [RUNBOOK]: fence('````markdown\n---\nid: RUN-101', '````markdown'),
};

export const FILES = { scenario: SCENARIO, rules: RULES, runbook: RUNBOOK };

/** Reads the example with some files changed; `null` takes a file away. */
export function exampleWith(changes: Readonly<Record<string, string | null>> = {}): ReadFile {
  const files: Record<string, string | null> = { ...EXAMPLE, ...changes };
  return (path) => files[path] ?? null;
}

/** One file of the example with a text replaced; throws when the text is not there exactly once. */
export function edited(file: string, from: string, to: string): ReadFile {
  const text = EXAMPLE[file]!;
  if (text.split(from).length !== 2)
    throw new Error(`"${from}" stands ${text.split(from).length - 1} times in ${file}`);
  return exampleWith({ [file]: text.replace(from, () => to) });
}

function fence(start: string, opening: string): string {
  const from = PAGE.indexOf(start);
  if (from === -1) throw new Error(`docs/scenario-format.md lacks ${start}`);
  const body = PAGE.slice(from + opening.length + 1);
  return body.slice(0, body.indexOf(`\n${opening.replace(/[a-z]+/, '')}`) + 1);
}
