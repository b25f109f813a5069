import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadlessDrill } from '../../server/bots/headless-drill.ts';
import { runTool, TOOLS } from '../../server/engine/tools/registry.ts';
import { VERB_USAGE } from '../../server/engine/tools/kubectl/usage.ts';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { ShellHost } from '../../server/shell/host.ts';
import { initSql } from '../../server/sql/parse.ts';

const shell = new ShellHost({ children: 1 });
beforeAll(() => initSql());
afterAll(() => shell.close());

interface Screen {
  stdout: string;
  stderr: string;
  exitCode: number;
}

function drillOf(id: string): HeadlessDrill {
  const loaded = loadScenario(`scenarios/${id}`, null);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario } = loaded;
  const small: Scenario = { ...scenario, world: { ...scenario.world, prerollS: 300 } };
  const drill = new HeadlessDrill(small, 'examples', shell);
  drill.advanceTo(30);
  return drill;
}

async function typed(drill: HeadlessDrill, line: string): Promise<Screen> {
  const reply = await drill.type(line);
  if (!reply.ok) throw new Error(reply.refusal.message);
  return reply.result as Screen;
}

/** The tool itself does not know what was typed: a name, a flag or a form that is not there. */
const NOT_UNDERSTOOD =
  /command not found|unknown (flag|command|shorthand)|unrecognized (option|argument)|is unknown|syntax error|Usage: |doesn't have a resource type/i;

describe('examples in --help run as they stand', () => {
  let drill: HeadlessDrill;
  beforeAll(() => (drill = drillOf('connection-pool-exhaustion')));
  const texts = [...TOOLS.map(({ usage }) => usage), ...Object.values(VERB_USAGE)];
  const examples = texts.flatMap((text) =>
    (text.split(/^Examples:\n/m)[1] ?? '').split('\n').flatMap((line) => /^ {2}(\S.*)$/.exec(line)?.[1] ?? []),
  );

  it.each(examples)('%s', async (line) => {
    const { exitCode, stderr } = await typed(drill, line);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stderr).not.toMatch(NOT_UNDERSTOOD);
  });

  it('every tool has help that says how to call it', () => {
    for (const { name } of TOOLS) {
      const { stdout, exitCode } = runTool(
        drill.sim.world,
        { seat: 'bot', access: [], env: {}, nowMs: 0 },
        name,
        ['--help'],
        '',
      );
      expect({ name, exitCode, empty: stdout.trim() === '' }).toEqual({ name, exitCode: 0, empty: false });
    }
  });
});

describe.each(readdirSync('scenarios').filter((id) => !id.includes('.')))(
  'commands in the runbooks of %s are understood',
  (id) => {
    const folder = `scenarios/${id}/runbooks`;
    const commands = readdirSync(folder).flatMap((file) =>
      parseRunbook(readFileSync(`${folder}/${file}`, 'utf8'), file)
        .steps.flatMap((step) => step.commands)
        .filter(({ language }) => !['sql', 'promql'].includes(language))
        .map(({ text }): [string, string] => [file, text]),
    );
    let drill: HeadlessDrill;
    beforeAll(() => (drill = drillOf(id)));
    afterAll(() => drill?.end());

    // A stale runbook that names what is gone is part of a drill, and says so in its own file.
    it.each(commands)('%s: %s', async (file, text) => {
      const stale = /deployctl/.test(text);
      const { stderr, exitCode } = await typed(drill, text);
      if (stale) expect({ file, exitCode }).toEqual({ file, exitCode: 127 });
      else expect(stderr).not.toMatch(NOT_UNDERSTOOD);
    });
  },
);
