import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { botShell } from '../../server/bots/bot-shell.ts';
import { oracle } from '../../server/bots/oracle.ts';
import { playBot } from '../../server/bots/play.ts';
import { runbookLiteral } from '../../server/bots/runbook-literal.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import { readPack, writePack } from '../../server/scenario/pack.ts';
import { resurfaced } from '../../server/scenario/surface.ts';
import { initSql } from '../../server/sql/parse.ts';
import { ourScenario } from '../support/drill-dsl.ts';

const IDS = scenarioFolders('scenarios').map((folder) => folder.split('/').at(-1)!);
const shell = botShell();
beforeAll(() => initSql());
afterAll(() => shell.close());

describe('a scenario under other names', () => {
  it.each(IDS)('%s names no service, database or vendor as it did', (id) => {
    const scenario = ourScenario(id, null);
    const other = resurfaced(scenario, 'second time');
    const worlds = [scenario.world, other.world];
    const [before, after] = worlds.map(({ services, databases, jobs, thirdParties = [] }) =>
      [...services, ...databases, ...jobs, ...thirdParties].map((part) => part.id),
    );
    // The front door and the shop's own database keep theirs: every sentence is about the shop.
    const kept = ['web', 'shop'];
    expect(after).toHaveLength(before!.length);
    expect(after!.filter((name) => before!.includes(name) && !kept.includes(name))).toEqual([]);
    expect(other.cover).not.toBe(scenario.cover);
    expect(other.world.journeys.map((journey) => journey.id)).toEqual(scenario.world.journeys.map(({ id }) => id));
  });

  it('draws the same names for the same seed, and others for another', () => {
    const scenario = ourScenario('bad-deploy', null);
    const named = (seed: string) => writePack(resurfaced(scenario, seed));
    expect(named('a')).toBe(named('a'));
    expect(
      new Set(
        ['a', 'b', 'c', 'd'].map((seed) =>
          resurfaced(scenario, seed)
            .world.services.map(({ id }) => id)
            .join(),
        ),
      ).size,
    ).toBeGreaterThan(1);
    expect(resurfaced(scenario, 'a').hash).not.toBe(scenario.hash);
    expect(resurfaced(scenario, 'a').shippedHash).toBe(scenario.hash);
  });

  it('is kept as a pack like any other', () => {
    const other = resurfaced(ourScenario('third-party-outage', null), 'x');
    expect(readPack(writePack(other))?.hash).toBe(other.hash);
  });

  it.each(IDS)('%s is still won by its oracle and by its runbooks, word for word', async (id) => {
    const other = resurfaced(ourScenario(id, null), 'second time');
    for (const bot of [oracle, runbookLiteral]) {
      const run = await playBot(other, 'a', bot, shell);
      expect(run.mitigated, bot.id).toBe(true);
      const refused = run.entries.flatMap((entry) =>
        entry.kind === 'command.ran' && /not found|NotFound|does not exist|no such/i.test(entry.payload.stderr)
          ? [`${entry.payload.line}: ${entry.payload.stderr}`]
          : [],
      );
      expect(refused).toEqual([]);
    }
  });
});
