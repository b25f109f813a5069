import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadlessDrill } from '../../server/bots/headless-drill.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { ShellHost } from '../../server/shell/host.ts';
import { initSql } from '../../server/sql/parse.ts';
import { commandLines, type Scene } from './command-lines.ts';

/** What people really type: through the real shell, over the world of a real drill. */
const SCENES = commandLines();
const shell = new ShellHost({ children: 1 });

beforeAll(() => initSql());
afterAll(() => shell.close());

function drillAt({ scenario: id, variant, atS, without }: Scene): HeadlessDrill {
  const loaded = loadScenario(`scenarios/${id}`, variant);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario } = loaded;
  const access = scenario.access.filter((grant) => !without.includes(grant));
  // Five minutes of history are enough to look at.
  const world = { ...scenario.world, prerollS: 300 };
  const drill = new HeadlessDrill({ ...scenario, access, world }, 'command-lines', shell);
  drill.advanceTo(atS);
  return drill;
}

describe.each(SCENES)('$title', (scene) => {
  let drill: HeadlessDrill;
  beforeAll(() => (drill = drillAt(scene)));
  afterAll(() => drill.end());

  it.each(scene.lines)('$line', async ({ line, exitCode, shows, hides }) => {
    const reply = await drill.type(line);
    if (!reply.ok) throw new Error(reply.refusal.message);
    const screen = reply.result as { stdout: string; stderr: string; exitCode: number };
    const text = screen.stdout + screen.stderr;
    for (const pattern of shows) expect(text).toMatch(pattern);
    for (const pattern of hides) expect(text).not.toMatch(pattern);
    expect(screen.exitCode, text).toBe(exitCode);
  });
});

it('tries at least 150 lines', () => {
  expect(SCENES.flatMap(({ lines }) => lines).length).toBeGreaterThanOrEqual(150);
});
