import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBooklet } from '../../server/bots/booklet.ts';
import { botShell } from '../../server/bots/bot-shell.ts';
import type { HeadlessDrill } from '../../server/bots/headless-drill.ts';
import { headlessTable } from '../../server/bots/headless-table.ts';
import type { RoundView } from '../../server/protocol/tabletop.ts';
import { buildDebrief } from '../../server/report/debrief.ts';
import { RememberedReadings } from '../../server/report/kept-readings.ts';
import { debriefMarkdown } from '../../server/report/markdown.ts';
import { scenarioFolders } from '../../server/scenario/list.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { readLog } from '../../server/scoring/drill-log.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { initSql } from '../../server/sql/parse.ts';
import { participantsBooklet } from '../../server/tabletop/booklet.ts';
import { nextSteps } from '../../server/tabletop/other-moves.ts';
import { openStages } from '../../server/tabletop/right-moves.ts';
import { typedLines } from '../../server/tabletop/typed-lines.ts';

const ROOT = join(import.meta.dirname, '../../scenarios');
const shell = botShell();
beforeAll(() => initSql());
afterAll(() => shell.close());

/** With a quarter of an hour of history instead of a whole one. */
function load(folder: string, variant: string | null): Scenario {
  const loaded = loadScenario(folder, variant);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const { scenario } = loaded;
  return { ...scenario, world: { ...scenario.world, prerollS: Math.min(900, scenario.world.prerollS) } };
}

function newest(drill: HeadlessDrill): RoundView {
  return drill.session.rounds.at(-1)!.view;
}

/** The option that the scenario's own best way begins with. */
function rightOption(drill: HeadlessDrill): string | null {
  const [stage] = openStages(drill.session);
  return newest(drill).options.find(({ lines }) => stage && lines.join('\n') === stage.lines.join('\n'))?.id ?? null;
}

async function decides(drill: HeadlessDrill, option: string): Promise<void> {
  const { number, options } = newest(drill);
  const text = options.find(({ id }) => id === option)!.text;
  expect(await drill.send('round.decide', { round: number, option, text, reason: 'it is ours' })).toMatchObject({
    ok: true,
  });
  expect(await drill.send('round.apply', { round: number })).toMatchObject({ ok: true });
}

async function goesOn(drill: HeadlessDrill): Promise<void> {
  expect(await drill.send('round.next', {})).toMatchObject({ ok: true });
}

/** The option that is the next step of a page which lies open. */
function pageOption({ session }: HeadlessDrill): string | null {
  const steps = nextSteps(session, typedLines(session));
  const { options } = session.rounds.at(-1)!.view;
  return options.find(({ lines }) => lines.length > 0 && lines.every((line) => steps.includes(line)))?.id ?? null;
}

/** Chooses what helps whenever it is on the table, before that what an open page says, until it holds again. */
async function playsWell(scenario: Scenario): Promise<HeadlessDrill> {
  const drill = await headlessTable(scenario, 'a', shell);
  for (let round = 0; round < 10 && newest(drill).title !== 'It holds again'; round++) {
    const option = rightOption(drill) ?? pageOption(drill);
    await (option ? decides(drill, option) : goesOn(drill));
  }
  return drill;
}

/** All that people at the table are told. */
function told(drill: HeadlessDrill): string {
  return JSON.stringify(drill.session.rounds.map(({ view }) => view));
}

function secrets({ variant, world, hypothesis, hints }: Scenario): string[] {
  const faults = world.faults.flatMap(({ title, cause, summary }) => [title, cause, summary]);
  return [variant.cause, variant.title, hypothesis.private, ...hints, ...faults].filter((text) => text.length > 3);
}

function expectSound(drill: HeadlessDrill, scenario: Scenario): void {
  const text = told(drill);
  for (const secret of secrets(scenario)) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  for (const { view } of drill.session.rounds) {
    const own = [view.title, view.situation, view.question, ...view.options.map((one) => one.text)];
    for (const words of own) expect(words).not.toMatch(/undefined|null|NaN|\[object/);
    expect(view.options.length).toBeGreaterThanOrEqual(3);
    expect(view.options.length).toBeLessThanOrEqual(5);
    expect(new Set(view.options.map(({ id }) => id)).size).toBe(view.options.length);
    expect(view.evidence.charts.length).toBeGreaterThan(0);
  }
}

const folders = scenarioFolders(ROOT);
const variants = folders.flatMap((folder) =>
  load(folder, null).variants.map(({ id }) => [basename(folder), id, folder] as const),
);

describe.each(variants)('%s, %s at a table', (_scenario, variant, folder) => {
  const scenario = load(folder, variant);

  test.skipIf(scenario.nothingWrong)(
    'the right decisions bring the service back, and no round tells the cause',
    async () => {
      const drill = await playsWell(scenario);
      expect(newest(drill).title).toBe('It holds again');
      expectSound(drill, scenario);
      drill.end();
      const stamps = stampsOf(readLog(drill.entries), scenario);
      expect(stamps.mit).not.toBeNull();
      expect(stamps.mitStart).not.toBeNull();
    },
  );
});

describe.each(folders.map((folder) => [basename(folder), folder] as const))('%s, nobody decides', (_id, folder) => {
  test('the table goes on from event to event, and what comes next is known to the facilitator alone', async () => {
    const scenario = load(folder, null);
    const drill = await headlessTable(scenario, 'b', shell);
    for (let round = 0; round < 5; round++) await goesOn(drill);
    const { rounds, clock } = drill.session;
    expect(rounds.map(({ view }) => view.number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(clock).toMatchObject({ state: 'paused', atS: newest(drill).atS });
    expectSound(drill, scenario);
    for (const { view, notes } of rounds) {
      expect(notes.expected.length, view.title).toBeGreaterThan(0);
      expect(notes.background.join(' ')).toContain(scenario.variant.cause);
      expect(notes.background.join(' '), 'actions are told as people type them').not.toMatch(
        /want “(?:service|config|traffic|edge|deploy|db|certificate)\./,
      );
    }
    drill.end();
  });
});

describe('what is offered', () => {
  const linesOf = (drill: HeadlessDrill) => newest(drill).options.flatMap(({ lines }) => lines);

  test('is nothing that nobody at the table could know yet', async () => {
    const drill = await headlessTable(load(join(ROOT, 'migration-lock'), 'keeps-retrying'), 'a', shell);
    const flag = 'flag set release-migrations off';
    await goesOn(drill);
    expect(newest(drill).title).toBe('OrdersFailing pages');
    expect(linesOf(drill)).not.toContain(flag);
    await decides(drill, pageOption(drill)!);
    expect(newest(drill).situation).toMatch(/^You cancelled the queries of migrate .* 100 % of checkouts still fail/);
    expect(linesOf(drill)).toContain(flag);
    drill.end();
  });

  test('does not tell by its length which one helps', async () => {
    const drill = await headlessTable(load(join(ROOT, 'bad-deploy'), 'missing-variable'), 'a', shell);
    await goesOn(drill);
    await goesOn(drill);
    const right = rightOption(drill);
    const { options } = newest(drill);
    expect(options.find(({ id }) => id === right)?.text).toMatch(/, then /);
    expect(options.some(({ id, text }) => id !== right && text.includes(', then '))).toBe(true);
    drill.end();
  });

  test('the log is the newest of the paged service, as its panel shows it, and the map is kept as it was', async () => {
    const drill = await headlessTable(load(join(ROOT, 'bad-deploy'), 'missing-variable'), 'a', shell);
    await goesOn(drill);
    await goesOn(drill);
    const { evidence, atS } = newest(drill);
    const asked = { service: 'checkout', level: null, text: '', fromS: atS - 60, toS: atS, limit: 1 };
    const [last] = drill.sim.ask('logs.search', asked).lines;
    expect(evidence.logs.at(-1)).toMatchObject({ atS: last!.atS, service: 'checkout', level: last!.level });
    expect(new Set(evidence.logs.map(({ level }) => level)).size).toBeGreaterThan(1);
    const then = evidence.health;
    await goesOn(drill);
    await goesOn(drill);
    expect(drill.session.rounds[2]!.view.evidence.health).toEqual(then);
    expect(newest(drill).evidence.health).not.toEqual(then);
    drill.end();
  });
});

describe('a table on a bad release', () => {
  const scenario = load(join(ROOT, 'bad-deploy'), 'missing-variable');

  test('begins before anything has happened, with the briefing and the roles', async () => {
    const drill = await headlessTable(scenario, 'a', shell);
    expect(newest(drill)).toMatchObject({ number: 1, atS: 0, inject: null });
    expect(newest(drill).situation).toContain('You are on call for Slate Harbour');
    expect(newest(drill).question).toContain('who takes command');
    expect(drill.session.rounds[0]!.notes.next?.text).toMatch(/^At 14:03 it begins/);
  });

  test('says what users meet with what is normal, and later what came of the decision', async () => {
    const drill = await headlessTable(scenario, 'a', shell);
    await goesOn(drill);
    expect(newest(drill).situation).toMatch(/\d %? ?of checkouts fail; normal is 0 %\./);
    await goesOn(drill);
    await decides(drill, rightOption(drill)!);
    expect(newest(drill).situation).toMatch(
      /^You stopped the rollout of checkout where it is, then rolled checkout back .* at 14:\d\d\. Failed checkouts fell from/,
    );
    const decided = drill.session.rounds.at(-2)!.view;
    expect(decided.applied!.lines.map(({ line, exitCode }) => [line, exitCode])).toEqual([
      ['deploy halt checkout', 0],
      ['deploy rollback checkout', 0],
    ]);
    expect(decided.applied!.lines[1]!.output).toContain('rolling back to 2.17.2');
  });

  test('a decision that only looks shows what was seen and lets a minute pass', async () => {
    const drill = await headlessTable(scenario, 'a', shell);
    await goesOn(drill);
    await goesOn(drill);
    const before = newest(drill);
    await decides(drill, before.options.find(({ lines }) => lines[0] === 'deploy status checkout')!.id);
    expect(newest(drill).atS - before.atS).toBeLessThanOrEqual(60);
    expect(drill.session.rounds.at(-2)!.view.applied!.lines[0]!.output).toContain('2.18.0');
    expect(newest(drill).options.flatMap(({ lines }) => lines)).not.toContain('deploy status checkout');
    expect(drill.session.opened.has('RUN-010')).toBe(true);
  });

  test('acknowledging and declaring at the table count as the response', async () => {
    const drill = await headlessTable(scenario, 'a', shell);
    await goesOn(drill);
    const process = newest(drill).options.find(({ lines }) =>
      lines.some((line) => line.startsWith('incident declare')),
    )!;
    await decides(drill, process.id);
    expect(drill.session.incident).not.toBeNull();
    expect(drill.session.objectives.get('declare')?.state).toBe('met');
    expect(newest(drill).situation).toMatch(/You (acknowledged the alerts and )?declared INC-\d+/);
  });

  test('two messages in a minute share a round: one is the inject, the other is told', async () => {
    const drill = await headlessTable(scenario, 'a', shell);
    for (let round = 0; round < 6; round++) await goesOn(drill);
    const { injects, scenario: script } = drill.session;
    const arrived = script.injects.filter(({ id }) => injects.get(id)?.state === 'fired');
    expect(arrived.length).toBeGreaterThan(3);
    const rounds = drill.session.rounds.map(({ view }) => `${view.inject?.text} ${view.situation}`).join('\n');
    for (const { text } of arrived) expect(rounds).toContain(text.trim());
  });

  test('what the facilitator sends between two rounds is what the next one is about', async () => {
    const drill = await headlessTable(scenario, 'a', shell);
    await drill.send('inject.fire', { inject: 'partner' });
    await goesOn(drill);
    expect(newest(drill)).toMatchObject({ atS: 60, title: 'Trailhead writes', inject: { from: 'Trailhead, partner' } });
    await goesOn(drill);
    expect(newest(drill).inject?.from).not.toBe('Trailhead, partner');
  });

  test('the order of the options is drawn, and so tells nothing', async () => {
    const places = new Set<number>();
    for (const seed of ['a', 'b', 'c', 'd']) {
      const drill = await headlessTable(scenario, seed, shell);
      await goesOn(drill);
      await goesOn(drill);
      places.add(newest(drill).options.findIndex(({ id }) => id === rightOption(drill)));
    }
    expect(places.size).toBeGreaterThan(1);
  });

  test('the debrief tells the rounds, and that the clock was jumped', async () => {
    const drill = await playsWell(scenario);
    await drill.send('round.note', { round: 2, text: 'We nearly restarted it' });
    await drill.send('round.mark', { round: 2, expected: 'e1', mark: 'partly' });
    drill.end();
    const debrief = buildDebrief({ entries: drill.entries, scenario, readings: new RememberedReadings(drill.sim) });
    expect(debrief.lede[0]).toMatch(/^This was a tabletop of \d rounds: the world stood still/);
    const [, second] = debrief.rounds;
    expect(second).toMatchObject({ number: 2, reason: 'it is ours', notes: ['We nearly restarted it'] });
    expect(second!.lines.map(({ line }) => line)).toContain('deploy rollback checkout');
    expect(second!.expected[0]!.mark).toBe('partly');
    const [decided] = debrief.rounds.filter(({ lines }) => lines.length > 0);
    expect(decided!.effect).toMatchObject({ what: 'Failed checkouts', after: '0 %', went: 'better' });
    expect(debrief.objectives.find(({ id }) => id === 'stop')?.state).toBe('met');
    const page = debriefMarkdown(debrief);
    expect(page).toContain('## Rounds');
    expect(page).toContain('Run in the world: `deploy rollback checkout`');
    expect(page).toMatch(/Until the next round: Failed checkouts \d.* % → 0 % \(better\)/);
  });

  test('the facilitator’s booklet has the rounds of a table at which nobody acts, with their charts', async () => {
    const inject = {
      id: 'board',
      lane: 'chat',
      from: 'Board',
      text: 'Do we make the news?',
      expects: 'A calm no',
      fault: null,
      when: { atS: 300 },
    } as const;
    const booklet = await makeBooklet({ ...scenario, minutes: 15 }, 'a', [inject], shell, () => undefined);
    const { facilitator } = booklet;
    expect(facilitator!.rounds.length).toBeGreaterThan(2);
    expect(facilitator!.rounds[1]!.charts[0]!.lines[0]!.values.length).toBe(
      facilitator!.rounds[1]!.charts[0]!.times.length,
    );
    expect(facilitator!.rounds.map(({ round }) => round.inject?.text)).toContain('Do we make the news?');
    expect(facilitator!.events.map(({ inject: id }) => id)).toContain('board');
    expect(facilitator!.cause).toBe(scenario.variant.cause);
  });

  test('the participants’ booklet tells nothing of what will happen', () => {
    const booklet = participantsBooklet(scenario);
    expect(booklet).toMatchObject({ facilitator: null, objectives: null });
    const text = JSON.stringify(booklet);
    const hidden = [
      ...secrets(scenario),
      ...scenario.injects.flatMap(({ text: words, expects }) => [words, expects]),
      ...scenario.prompts,
      scenario.id,
      scenario.variant.id,
      scenario.title,
    ].filter((words) => words !== '');
    for (const secret of hidden) expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(booklet.services.map(({ id }) => id)).toContain('checkout');
  });
});
