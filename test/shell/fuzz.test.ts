import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOOL_NAMES, completeTool, runTool } from '../../server/engine/tools/registry.ts';
import { ShellHost } from '../../server/shell/host.ts';
import { initSql } from '../../server/sql/parse.ts';
import { commandLines } from '../support/command-lines.ts';
import { platformTerminal, type PlatformTerminal } from '../support/platform-terminal.ts';

/** Lines in a usual run; the nightly one sets FUZZ_LINES to tens of thousands and FUZZ_SEED to something new. */
const LINES = Number(process.env.FUZZ_LINES ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_310);
/** The shell's own limit of 2 s, a watchdog behind it that a busy machine does not trip, and some air. */
const LIMIT_MS = 15_000;

const SECRET = 'canary-4f1c9a77e0';
const VARIABLE = 'DRILLBOOK_FUZZ_CANARY';
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
const file = join(folder, 'secret.txt');
const passwords = readFileSync('/etc/passwd', 'utf8').split('\n')[0]!;
const host = new ShellHost({ children: 2, watchdogMs: 8000 });
let at: PlatformTerminal;

beforeAll(async () => {
  writeFileSync(file, `${SECRET}\n`);
  process.env[VARIABLE] = SECRET;
  await initSql();
  at = platformTerminal();
});

afterAll(() => {
  host.close();
  rmSync(folder, { recursive: true });
  Reflect.deleteProperty(process.env, VARIABLE);
});

/** Runs a line as a seat does; tools run in this process on a real world and their actions take effect. */
async function run(seat: string, line: string) {
  const startedMs = performance.now();
  const result = await host.run(seat, line, {
    tools: TOOL_NAMES,
    nowMs: at.ctx.nowMs,
    user: 'oncall',
    hostname: 'bastion',
    onTool: ({ tool, argv, stdin }) => {
      const { actions, ...reply } = runTool(at.world, at.ctx, tool, argv, stdin);
      for (const action of actions) at.act(action);
      return reply;
    },
  });
  return { ...result, tookMs: performance.now() - startedMs };
}

test(
  `${LINES} bent command lines neither crash, nor hang, nor read anything of the host`,
  { timeout: 60_000 + LINES * 200 },
  async () => {
    const lines = fc.sample(commandLines({ file, variable: VARIABLE }), { seed: SEED, numRuns: LINES });
    const seats = ['ana', 'ben'];
    const trouble: string[] = [];
    const each = async (seat: string, mine: readonly string[]) => {
      for (const line of mine) {
        const { stdout, stderr, exitCode, reset, tookMs } = await run(seat, line);
        const said = stdout + stderr;
        const shown = JSON.stringify(line.slice(0, 400));
        if (reset || /shell killed/.test(stderr)) trouble.push(`killed: ${shown}`);
        if (/internal error|TypeError|ReferenceError|Cannot read prop/.test(stderr)) trouble.push(`threw: ${shown}: ${stderr.slice(0, 300)}`); // prettier-ignore
        if (said.includes(SECRET) || said.includes(passwords)) trouble.push(`read the host: ${shown}`); // prettier-ignore
        if (tookMs > LIMIT_MS) trouble.push(`took ${Math.round(tookMs)} ms: ${shown}`);
        if (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > 255) trouble.push(`exit ${exitCode}: ${shown}`);
      }
    };
    await Promise.all(
      seats.map((seat, n) =>
        each(
          seat,
          lines.filter((_line, index) => index % seats.length === n),
        ),
      ),
    );
    expect(trouble).toEqual([]);
  },
);

test('completion of bent arguments never throws', () => {
  const words = fc.array(fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('-h', 'orders', '-c', 'get', 'pods', '', '__proto__', '+', '@')), { minLength: 1, maxLength: 5 }); // prettier-ignore
  fc.assert(
    fc.property(fc.constantFrom(...TOOL_NAMES), words, (tool, argv) => {
      expect(Array.isArray(completeTool(at.world, at.ctx, tool, argv))).toBe(true);
    }),
    { seed: SEED, numRuns: LINES },
  );
});

test('SQL that is cut, doubled and bent gives an error or an answer', () => {
  const texts = fc.sample(
    fc.tuple(fc.constantFrom('select state, count(*) from pg_stat_activity group by 1', "select now() - interval '1 hour', pg_blocking_pids(1)", 'with recursive t(n) as (select 1 union all select n + 1 from t where n < 9) select * from t', "alter system set work_mem = '1MB'"), fc.nat(80), fc.string({ maxLength: 6 })), // prettier-ignore
    { seed: SEED, numRuns: LINES },
  );
  for (const [text, place, odd] of texts) {
    const { exitCode } = at.run('psql -h orders', text.slice(0, place) + odd + text.slice(place));
    expect([0, 2, 3]).toContain(exitCode);
  }
});
