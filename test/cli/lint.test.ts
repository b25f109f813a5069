import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesToLint } from '../../server/cli/lint-files.ts';
import { lintPages } from '../../server/cli/lint-pages.ts';
import { isAtLeast, tableReport, textReport, type LintFileReport } from '../../server/cli/lint-report.ts';
import { sarifLog } from '../../server/cli/sarif.ts';
import { RULES } from '../../server/runbook/lint/rules.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-lint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = '---\nid: RUN-900\nowner: Checkout team\n---\n\n# Carts vanish\n\n## Procedure\n\n### 1. Empty it\n\n```sh\nredis-cli FLUSHALL\n```\n\nSee [the other](gone.md).\n\n## Escalation\n\nNot better after 5 minutes: page the DBA.\n'; // prettier-ignore

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const rulesIn = (path: string, config: string | null = null) =>
  lintPages([{ path, kind: 'runbook', named: true }], config, () => undefined)[0]!.findings.map(({ rule }) => rule);

describe('what is linted', () => {
  it("finds runbooks, rules and scenarios in a folder, and leaves the project's own pages out", () => {
    for (const path of ['a/RUN-1.md', 'a/README.md', 'a/x.rules.yaml', 'a/s/scenario.yaml', 'a/node_modules/b/RUN-2.md', 'a/notes.txt']) write(path, ''); // prettier-ignore
    const found = filesToLint([join(folder, 'a')]).map(({ path, kind }) => [path.slice(folder.length + 3), kind]);
    expect(found).toEqual([
      ['RUN-1.md', 'runbook'],
      ['s/scenario.yaml', 'scenario'],
      ['x.rules.yaml', 'rules'],
    ]);
    expect(filesToLint([join(folder, 'a/README.md')])).toMatchObject([{ kind: 'runbook', named: true }]);
  });

  it('takes what git would keep in a working tree', () => {
    execFileSync('git', ['init', '--quiet', folder]);
    for (const path of ['runbooks/RUN-1.md', 'build/RUN-2.md', '.hidden/RUN-3.md']) write(path, '# x\n');
    write('.gitignore', 'build\n');
    expect(filesToLint([folder]).map(({ path }) => path.slice(folder.length + 1))).toEqual(['runbooks/RUN-1.md']);
  });

  it('leaves pages out that are no runbooks, unless somebody names them', () => {
    const essay = write('docs/essay.md', '# On naming\n\n```sh\nls\n```\n');
    const judge = (named: boolean) => lintPages([{ path: essay, kind: 'runbook', named }], null, () => undefined)[0];
    expect(judge(false)).toBeNull();
    expect(judge(true)).not.toBeNull();
  });

  it('follows links on disk', () => {
    const page = write('runbooks/RUN-900.md', PAGE);
    expect(rulesIn(page)).toContain('dead-link');
    write('runbooks/gone.md', '# Here\n');
    expect(rulesIn(page)).not.toContain('dead-link');
  });

  it('judges five hundred pages in a few seconds', { timeout: 60_000 }, () => {
    const files = Array.from({ length: 500 }, (_, i) => ({ path: write(`r/RUN-${i}.md`, PAGE), kind: 'runbook' as const, named: true })); // prettier-ignore
    const startMs = performance.now();
    const pages = lintPages(files, null, () => undefined);
    expect(pages).toHaveLength(500);
    expect(performance.now() - startMs).toBeLessThan(30_000);
  });
});

describe('drillbook.lint.yaml', () => {
  it('counts for the pages beside and below it, the nearest first', () => {
    const page = write('shop/runbooks/RUN-900.md', PAGE);
    expect(rulesIn(page)).toEqual(expect.arrayContaining(['danger', 'owner']));
    write('drillbook.lint.yaml', 'rules: { danger: off }\n');
    expect(rulesIn(page)).not.toContain('danger');
    write('shop/drillbook.lint.yaml', 'rules: { owner: off }\n');
    expect(rulesIn(page)).toContain('danger');
    expect(rulesIn(page)).not.toContain('owner');
    expect(rulesIn(page, write('own.yaml', 'rules: { dead-link: off }\n'))).not.toContain('dead-link');
  });

  it('is refused with file, line and column', () => {
    const page = write('RUN-900.md', PAGE);
    const config = write('drillbook.lint.yaml', 'rules:\n  dangr: off\n');
    expect(() => rulesIn(page)).toThrow(`${config}:2:3 there is no rule "dangr"; did you mean "danger"?`);
  });
});

describe('what is printed', () => {
  const report = (): LintFileReport[] => {
    const path = write('shop/my pages/RUN-900.md', PAGE);
    const page = lintPages([{ path, kind: 'runbook', named: true }], null, () => undefined)[0]!;
    const rules: LintFileReport = {
      path: join(folder, 'a.rules.yaml'), kind: 'rules', title: '', steps: 0,
      findings: [{ rule: 'alerts/rule', severity: 'must', line: 3, column: 7, message: 'no expression' }],
    }; // prettier-ignore
    return [{ path, kind: 'runbook', title: 'Carts vanish', steps: 1, findings: page.findings }, rules];
  };

  it('is one line a finding, or a table by file with sums', () => {
    const text = textReport(report(), 2);
    expect(text).toMatch(/RUN-900\.md:13 must danger: "redis-cli FLUSHALL" empties the cache/);
    expect(text).toMatch(/a\.rules\.yaml:3:7 must alerts\/rule: no expression/);
    expect(text).toMatch(/2 files read, \d+ findings \(2 must, .*\); 2 pages are no runbook/);
    expect(tableReport(report(), 0)).toMatch(/\n {2}\s+13 {2}must\s+actionable\s+danger {2}/);
  });

  it('fails from the severity on that one asks for', () => {
    expect(isAtLeast('should', 'should')).toBe(true);
    expect(isAtLeast('may', 'should')).toBe(false);
    expect(isAtLeast('must', 'may')).toBe(true);
  });

  it('is SARIF 2.1.0 that a code host takes: rules, levels, relative paths, regions, fixes', () => {
    const log = JSON.parse(JSON.stringify(sarifLog(report(), '1.2.3', folder)));
    expect(log).toMatchObject({ $schema: expect.stringMatching(/^https:.*sarif.*2\.1\.0.*\.json$/), version: '2.1.0' });
    const [{ tool, results, originalUriBaseIds }] = log.runs;
    expect(tool.driver).toMatchObject({ name: 'Drillbook', version: '1.2.3' });
    expect(tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual([...RULES.map(({ id }) => id), 'alerts/rule']); // prettier-ignore
    for (const rule of tool.driver.rules) {
      for (const { text } of [rule.shortDescription, rule.fullDescription, rule.help]) expect(text).toMatch(/\S/);
      expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level);
    }
    expect(results.length).toBeGreaterThan(3);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).toMatch(/\S/);
      const [{ physicalLocation }] = result.locations;
      expect(physicalLocation.artifactLocation.uri).toMatch(/^(shop\/my%20pages\/RUN-900\.md|a\.rules\.yaml)$/);
      expect(originalUriBaseIds).toHaveProperty(physicalLocation.artifactLocation.uriBaseId);
      expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      expect(result.partialFingerprints['drillbook/1']).toMatch(/^[0-9a-f]{16}$/);
    }
    const danger = results.find((result: { ruleId: string }) => result.ruleId === 'danger');
    expect(danger.level).toBe('error');
    const [{ replacements }] = danger.fixes[0].artifactChanges;
    expect(replacements[0].deletedRegion).toEqual({ startLine: 12, startColumn: 1, endLine: 12, endColumn: 1 });
    expect(replacements[0].insertedContent.text).toMatch(/^\*\*Stop:\*\* .*\n\n$/);
  });
});
