import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLintConfig } from '../../server/runbook/lint/config.ts';
import { RULE_IDS, RULES } from '../../server/runbook/lint/rules.ts';
import { lint } from './lint-page.ts';

const page = readFileSync('docs/runbook-lint.md', 'utf8');
/** From each rule's heading to the next. */
const sections = new Map(
  page
    .split(/^### (?=`)/m)
    .slice(1)
    .map((text): [string, string] => [/^`([\w-]+)`/.exec(text)?.[1] ?? text, text]),
);

/** An example as a page: a whole one, a part, or what stands in a step. */
function pageOf(example: string): string {
  if (/^(---|# )/.test(example)) return example;
  if (/^## /.test(example)) return `# Checkout answers 503\n\n## Procedure\n\n1. \`kubectl get pods\`\n\n${example}`;
  if (/^### /.test(example)) return `# Checkout answers 503\n\n## Procedure\n\n${example}`;
  return `# Checkout answers 503\n\n## Procedure\n\n### 1. See what there is to see\n\n${example}`;
}

test('the page has every rule, in the order of the criteria, and no other', () => {
  expect([...sections.keys()]).toEqual(RULE_IDS);
});

describe.each(RULES)('$id', ({ id, severity, title, why }) => {
  const section = sections.get(id) ?? '';

  test('has its severity, its title and its reason', () => {
    expect(section.split('\n')[0]).toBe(`\`${id}\` (${severity}): ${title}`);
    expect(section.replace(/\s+/g, ' ')).toContain(why);
  });

  test('is what the bad example shows and the good one does not', () => {
    const [bad, good] = [...section.matchAll(/````markdown\n([\s\S]*?)\n````/g)].map(([, example]) => example!);
    if (bad === undefined || good === undefined) return expect(['too-long', 'too-large', 'too-deep']).toContain(id);
    const rules = (example: string) => lint(pageOf(example)).map(({ rule }) => rule);
    expect(rules(bad)).toContain(id);
    expect(rules(good)).not.toContain(id);
  });
});

test('the configuration on the page can be read', () => {
  const yaml = /```yaml\n([\s\S]*?)```/.exec(page)![1]!;
  const read = readLintConfig(yaml, 'drillbook.lint.yaml', RULE_IDS);
  expect(read).toMatchObject({ ok: true, config: { severities: { why: 'off' }, limits: { staleDays: 180 } } });
});
