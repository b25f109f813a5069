import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lintRunbook } from '../../server/runbook/lint.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { renderRunbook } from '../../server/runbook/render.ts';
import type { Runbook } from '../../server/runbook/runbook.ts';
import { runbookView } from '../../server/runbook/view.ts';
import { SHAPES } from './shapes.ts';

const page = readFileSync(new URL('../../docs/runbook-format.md', import.meta.url), 'utf8');
const example = /````markdown\n([\s\S]*?)````/.exec(page)![1]!;

/** A runbook without what depends on where its lines stand. */
function content(runbook: Runbook): unknown {
  const positional = ['layout', 'line', 'endLine', 'source', 'hash', 'file', 'problems'];
  return JSON.parse(JSON.stringify(runbook, (key, value: unknown) => (positional.includes(key) ? undefined : value)));
}

describe('the example of docs/runbook-format.md', () => {
  const runbook = parseRunbook(example, 'RUN-001.md');

  test('has the steps and checks that the page says', () => {
    expect(runbook.problems).toEqual([]);
    expect(runbook.steps).toHaveLength(2);
    const checks = runbook.steps.flatMap((step) => step.checks);
    expect(checks).toHaveLength(3);
    expect(checks.filter((check) => check.condition)).toHaveLength(1);
  });

  test('gives lint nothing to say until 90 days have gone', () => {
    const options = { knownTools: ['psql'], knownAlerts: ['CheckoutErrors', 'PoolPending'] };
    expect(lintRunbook(runbook, { ...options, today: '2026-04-12' })).toEqual([]);
    expect(lintRunbook(runbook, { ...options, today: '2026-04-13' }).map(({ rule }) => rule)).toEqual(['last-tested']);
  });

  test('is read again the same after it was rendered', () => {
    const again = parseRunbook(renderRunbook(runbook), 'RUN-001.md');
    expect(content(again)).toEqual(content(runbook));
    expect(renderRunbook(again)).toBe(renderRunbook(runbook));
  });

  test('shows a fixer what is checked by the machine and not how', () => {
    const view = runbookView(runbook);
    expect(view.procedure[1]?.checks.map((check) => check.machine)).toEqual([true, false]);
    expect(JSON.stringify(view)).not.toContain('db_pool_pending');
  });
});

test.each(SHAPES)('rendering settles after one round: $name', ({ source, file }) => {
  const once = parseRunbook(renderRunbook(parseRunbook(source, file)), file);
  expect(content(parseRunbook(renderRunbook(once), file))).toEqual(content(once));
});

describe('the runbooks of the scenarios', () => {
  const root = new URL('../../scenarios/', import.meta.url);
  const files = readdirSync(root).flatMap((id) => {
    const folder = new URL(`${id}/runbooks/`, root);
    return readdirSync(folder).map((name) => ({ file: `${id}/runbooks/${name}`, url: new URL(name, folder) }));
  });

  test.each(files)('$file is in the RUN format and is read the same after it was rendered', ({ file, url }) => {
    const runbook = parseRunbook(readFileSync(url, 'utf8'), file);
    expect(runbook.problems).toEqual([]);
    expect(runbook.steps.length).toBeGreaterThan(0);
    expect(content(parseRunbook(renderRunbook(runbook), file))).toEqual(content(runbook));
  });
});
