import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { scripted } from '../../support/scripted-simulation.ts';
import { ToldDesk } from '../../support/told-desk.ts';

const LINES = [
  'logs a -f',
  'logs a --follow',
  'watch -n 1 logs a',
  'watch -n 3 nosuch',
  'kubectl get pods -w',
  'kubectl rollout status deployment/a',
  'sleep 2; logs a',
  'sleep 1; sleep 1; nosuch',
  'while true; do logs a; sleep 2; done',
  'logs a',
  'watch',
  'page dba "are you there?"',
];

function world() {
  const sim = scripted({
    tools: {
      logs: () => ({ stdout: `line ${sim.atS()}\n` }),
      kubectl: () => ({ stdout: sim.atS() % 7 === 0 ? 'done\n' : `Waiting for ${sim.atS()}\n` }),
    },
  });
  return sim;
}

test('whatever is typed, interrupted, paused and ended: every line that went on is closed once, and all replays', async () => {
  const random = seedrandom('following');
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const told = await new ToldDesk({ simulate: world }).starts();
  for (let move = 0; move < 400; move++) {
    const who = pick(['ann', 'bob']);
    const terminal = pick(['1', '2', '3', '4', '5']);
    const dice = random();
    if (dice < 0.4) await told.tries(who, 'terminal.run', { terminal, line: pick(LINES) });
    else if (dice < 0.6) await told.tries(who, 'terminal.interrupt', { terminal });
    else if (dice < 0.65) await told.tries('fay', pick(['drill.pause', 'drill.resume']), {});
    else if (dice < 0.7) await told.tries('fay', 'drill.speed', { speed: pick([1, 10]) });
    else await told.ticker.pass(pick([300, 1000, 1500]));
  }
  await told.tries('fay', 'drill.resume', {});
  await told.does('fay', 'drill.end', {});
  expect(told.trouble).toEqual([]);
  const log = await told.log();
  const begun = log.filter(
    ({ kind, payload }) => kind === 'command.ran' && 'following' in payload && payload.following,
  );
  expect(begun.length).toBeGreaterThan(30);
  expect(log.filter(({ kind }) => kind === 'command.followed')).toHaveLength(begun.length);
  expect(log.at(-1)?.kind === 'command.followed').toBe(false);
  const lines = await told.does('ann', 'terminal.history', {});
  await told.restarts();
  expect(await told.does('ann', 'terminal.history', {})).toEqual(lines);
});
