import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SESSION_TOOLS } from '../../server/desk/session-tools.ts';
import { DRILL_TOOLS, WORLD_TOOLS } from '../../server/runbook/lint/common-tools.ts';
import { lintRunbook } from '../../server/runbook/lint.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';

const read = (file: string) => parseRunbook(readFileSync(file, 'utf8'), file);

function loudOf(file: string, options: Parameters<typeof lintRunbook>[1]): string[] {
  return lintRunbook(read(file), options)
    .filter(({ severity }) => severity !== 'may')
    .map(({ line, severity, rule, message }) => `${line} ${severity} ${rule}: ${message}`);
}

describe('on good pages of many shapes lint is nearly silent', () => {
  const folder = 'test/runbook/lint-good';
  const files = readdirSync(folder).map((name) => `${folder}/${name}`);
  test.each(files)('%s', (file) => {
    const options = { today: '2026-03-01', knownTools: WORLD_TOOLS, names: 'some' as const };
    expect(loudOf(file, options)).toEqual([]);
    expect(lintRunbook(read(file), options).length).toBeLessThanOrEqual(2);
  });
});

describe('on the runbooks that Drillbook ships with', () => {
  const files = scenarioFolders('scenarios').flatMap((folder) =>
    readdirSync(`${folder}/runbooks`).map((name): [string, string] => [`${folder}/runbooks/${name}`, startOf(folder)]),
  );
  // RUN-013 is stale on purpose: its drill is about finding that out.
  test.each(files.filter(([file]) => !file.endsWith('RUN-013.md')))('%s as of %s', (file, today) => {
    const loud = loudOf(file, { today, knownTools: DRILL_TOOLS });
    expect(loud.filter((finding) => finding.includes(' must '))).toEqual([]);
    expect(loud.length).toBeLessThanOrEqual(1);
  });
});

/** The day on which a scenario's world starts. */
function startOf(folder: string): string {
  return /^ {2}starts:\s*(\d{4}-\d{2}-\d{2})/m.exec(readFileSync(`${folder}/scenario.yaml`, 'utf8'))?.[1] ?? '';
}

test("a drill's terminal is known with its session's own tools and a small host's", () => {
  for (const name of [...Object.keys(SESSION_TOOLS), 'kubectl', 'grep', 'jq']) expect(DRILL_TOOLS).toContain(name);
});
