import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drillbook } from '../support/drillbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'drillbook-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const GOLDEN = 'scenarios/connection-pool-exhaustion/golden/report.runbook-literal.jsonl';

describe('drillbook', () => {
  it('lists its commands and exits 0', async () => {
    const { exitCode, stdout } = await drillbook(['--help']);
    expect(exitCode).toBe(0);
    for (const command of ['serve', 'check', 'lint', 'gates', 'replay', 'export', 'report', 'link'])
      expect(stdout).toContain(command);
  });

  it.each([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['replay'], /missing required argument 'file'/],
    [['check', '--seeds', 'many'], /--seeds takes a whole number/],
    [['check', 'no-such-scenario'], /There is no scenario "no-such-scenario"; there are: .*connection-pool-exhaustion/],
    [['lint', 'no/such/file.md'], /There is no file or folder "no\/such\/file.md"/],
    [['replay', 'no/such/file.jsonl'], /There is no file "no\/such\/file.jsonl"/],
    [['report', GOLDEN, '--format', 'pdf'], /Allowed choices are md, json/],
  ])('%j is wrong usage: exit 2, a sentence, no stack', async (args, says) => {
    const { exitCode, stdout, stderr } = await drillbook(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
  });
});

describe('drillbook replay', () => {
  it('proves a drill file and prints its digest', async () => {
    const { exitCode, stdout, stderr } = await drillbook(['replay', GOLDEN, '--json']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = readFileSync(GOLDEN, 'utf8').trim().split('\n').length;
    expect(JSON.parse(stdout)).toEqual({
      entries: lines - 1,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      matches: true,
    });
  });

  it('gives the same digest in another process', async () => {
    const [a, b] = await Promise.all([
      drillbook(['replay', GOLDEN, '--json']),
      drillbook(['replay', GOLDEN, '--json']),
    ]);
    expect(a.stdout).toBe(b.stdout);
  });

  it('finds the entry that somebody touched: exit 1', async () => {
    const path = join(folder, 'touched.jsonl');
    const lines = readFileSync(GOLDEN, 'utf8').split('\n');
    lines[12] = lines[12]!.replace(/"simMs":(\d)/, '"simMs":9$1');
    writeFileSync(path, lines.join('\n'));
    const { exitCode, stdout } = await drillbook(['replay', path, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ matches: false, firstDifference: { seq: 12 } });
  });

  it('says in which line a file is no drill file', async () => {
    const path = join(folder, 'cut.jsonl');
    writeFileSync(path, `${readFileSync(GOLDEN, 'utf8').split('\n').slice(0, 3).join('\n')}\n{"drill": "x", "seq"`);
    const { exitCode, stderr } = await drillbook(['replay', path]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/cut\.jsonl: line 4: /);
  });
});

describe('drillbook report', () => {
  it('prints the debrief as Markdown, marked as a drill', async () => {
    const { exitCode, stdout } = await drillbook(['report', GOLDEN]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# DRILL · Debrief · /);
    expect(stdout).toMatch(/\| Mitigate, TTM \|/);
  });

  it('prints the debrief as JSON', async () => {
    const { stdout } = await drillbook(['report', GOLDEN, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      drill: { scenario: 'connection-pool-exhaustion', variant: 'report', verified: true },
      times: expect.any(Array),
      gaps: expect.any(Array),
    });
  });
});

describe('drillbook lint', () => {
  it('finds what is wrong in a runbook, with its line: exit 1', async () => {
    const path = join(folder, 'RUN-900.md');
    writeFileSync(
      path,
      '---\nid: RUN-900\ntitle: Restart the cache\n---\n\n# Restart the cache\n\n## Procedure\n\n### 1. Investigate\n\n```sh\nkubect get pods\n```\n',
    );
    const { exitCode, stdout } = await drillbook(['lint', path, '--json']);
    expect(exitCode).toBe(1);
    const { files } = JSON.parse(stdout) as {
      files: {
        path: string;
        kind: string;
        title: string;
        steps: number;
        findings: { rule: string; severity: string; line: number; message: string }[];
      }[];
    };
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({ path, kind: 'runbook', title: 'Restart the cache', steps: 1 });
    expect(files[0]!.findings).toContainEqual(
      expect.objectContaining({
        rule: 'unknown-tool',
        criterion: 'actionable',
        severity: 'must',
        line: 13,
        message: expect.stringContaining('kubect'),
        suggestion: { at: 13, remove: 1, insert: ['kubectl get pods'] },
      }),
    );
  });

  it('fails from the severity on that --fail-on names, and prints SARIF for code hosts', async () => {
    const path = 'test/runbook/lint-good/RUN-101.md';
    const page = join(folder, 'RUN-901.md');
    writeFileSync(page, readFileSync(path, 'utf8').replace('owner: Ada Brink', 'owner: Orders team'));
    const at = (least: string) => drillbook(['lint', page, '--fail-on', least, '--sarif']);
    const should = await at('should');
    expect(should.exitCode).toBe(1);
    expect(JSON.parse(should.stdout)).toMatchObject({ version: '2.1.0', runs: [{ results: expect.any(Array) }] });
    expect((await at('must')).exitCode).toBe(0);
    expect((await at('loud')).exitCode).toBe(2);
  });

  it('is silent on a good runbook: exit 0', async () => {
    const { exitCode, stdout } = await drillbook(['lint', 'scenarios/certificate-expiry/scenario.yaml']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '1 file read, nothing found\n' });
  });

  it('names line and column on a terminal, the line alone in its JSON', async () => {
    const path = join(folder, 'scenario.yaml');
    writeFileSync(path, 'drillbook: 1\ncover: &anchor x\n');
    expect((await drillbook(['lint', path])).stdout).toContain(`${path}:2:8 must yaml/refused: an anchor`);
    const { files } = JSON.parse((await drillbook(['lint', path, '--json'])).stdout) as {
      files: { findings: object[] }[];
    };
    expect(Object.keys(files[0]!.findings[0]!)).toEqual(['rule', 'severity', 'line', 'message']);
  });

  it('reads a broken scenario without falling over', async () => {
    const path = join(folder, 'scenario.yaml');
    writeFileSync(path, 'drillbook: 1\nid: x\ncover: [unclosed\n');
    const { exitCode, stdout } = await drillbook(['lint', path, '--json']);
    expect(exitCode).toBe(1);
    expect((JSON.parse(stdout) as { files: { findings: unknown[] }[] }).files[0]!.findings.length).toBeGreaterThan(0);
  });
});

describe('drillbook gates', () => {
  it('judges the pages of a folder, and names file and line of what is missing: exit 1', async () => {
    const runbooks = join(folder, 'runbooks');
    mkdirSync(runbooks);
    writeFileSync(join(runbooks, 'RUN-902.md'), '---\nid: RUN-902\nowner: Ada Brink\n---\n\n# Carts vanish\n\n## Steps\n\n1. Wait\n');
    const { exitCode, stdout } = await drillbook(['gates', '--runbooks', runbooks, '--json']);
    expect(exitCode).toBe(1);
    const { ok, gates } = JSON.parse(stdout) as { ok: boolean; gates: { id: string; ok: boolean; of: number; missing: object[] }[] };
    expect(ok).toBe(false);
    expect(gates.filter((gate) => !gate.ok).map(({ id }) => id)).toEqual(['last-tested', 'escalation', 'tested']);
    expect(gates.find(({ id }) => id === 'escalation')).toMatchObject({ of: 1, missing: [{ where: `${runbooks}/RUN-902.md:10` }] });
  });
}); // prettier-ignore

describe('drillbook check', () => {
  it('prints one object, quiet in a pipe, and names the stale step by file and line', async () => {
    const { exitCode, stdout, stderr } = await drillbook(['check', 'bad-deploy', '--seeds', '1', '--json']);
    expect(stderr).toBe('');
    const result = JSON.parse(stdout) as {
      engine: string;
      scenarios: {
        id: string;
        bots: Record<
          string,
          {
            runs: number;
            mitigated: number;
            ttmSeconds: { p50: number | null; p90: number | null };
            userMinutesLost: { p50: number };
          }
        >;
        findings: { rule: string; file: string; line: number }[];
      }[];
    };
    expect(result.engine).toMatch(/^\d+/);
    const [scenario] = result.scenarios;
    expect(Object.keys(scenario!.bots).sort()).toEqual(['do-nothing', 'naive-restart', 'oracle', 'runbook-literal']);
    for (const bot of Object.values(scenario!.bots)) {
      expect(bot.runs).toBe(3);
      expect(bot.ttmSeconds).toHaveProperty('p50');
      expect(bot.ttmSeconds).toHaveProperty('p90');
    }
    expect(scenario!.bots['do-nothing']!.mitigated).toBe(0);
    const stale = scenario!.findings.filter(({ rule }) => rule === 'stale-step');
    expect(stale.map(({ file }) => file)).toEqual(['scenarios/bad-deploy/runbooks/RUN-013.md']);
    expect(readFileSync(stale[0]!.file, 'utf8').split('\n')[stale[0]!.line - 1]).toMatch(/deployctl/);
    expect(exitCode).toBe(1);
  });
});

describe('drillbook events', () => {
  it('prints a scenario’s events list as CSV, or writes it as a workbook', async () => {
    const printed = await drillbook(['events', 'bad-deploy', '--variant', 'missing-variable']);
    expect(printed.exitCode).toBe(0);
    expect(printed.stdout).toMatch(
      /^\uFEFF?Number,Time,Lane,From,To,Inject,Expected,Objective,Id\r\n1,00:03:00,world,/,
    );
    const out = join(folder, 'events.xlsx');
    expect((await drillbook(['events', 'bad-deploy', '--out', out])).stdout).toMatch(/has 8 events/);
    expect(readFileSync(out).subarray(0, 2).toString()).toBe('PK');
    const refused = await drillbook(['events', 'bad-deploy', '--out', join(folder, 'events.pdf')]);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('must end in .csv or .xlsx');
  });
});
