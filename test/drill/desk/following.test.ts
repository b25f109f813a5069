import { describe, expect, test } from 'vitest';
import type { DeskShell } from '../../../server/desk/parts.ts';
import type { TerminalResult } from '../../../server/protocol/commands.ts';
import { scripted } from '../../support/scripted-simulation.ts';
import { plainShell, ToldDesk } from '../../support/told-desk.ts';

const LOGS = { kind: 'act', what: 'the test' } as never;

/** A world whose service writes one line a second, and whose rollout takes until second 4. */
function writing() {
  const sim = scripted({
    tools: {
      logs: () => ({
        stdout: Array.from(
          { length: Math.min(10, sim.atS()) },
          (_, n) => `line ${sim.atS() - Math.min(10, sim.atS()) + n + 1}\n`,
        ).join(''),
      }),
      kubectl: (argv) =>
        argv[0] === 'rollout'
          ? {
              stdout:
                sim.atS() < 4
                  ? 'Waiting for deployment "a" rollout to finish\n'
                  : 'deployment "a" successfully rolled out\n',
            }
          : argv[0] === 'delete'
            ? { stdout: 'deleted\n', actions: [LOGS] }
            : { stdout: `NAME   READY   AGE\na-1    ${sim.atS() < 3 ? '0/1' : '1/1'}     ${sim.atS()}s\n` },
    },
  });
  return sim;
}

async function room(shell?: DeskShell): Promise<ToldDesk> {
  return new ToldDesk({ simulate: writing, ...(shell ? { shell } : {}) }).starts();
}

const type = (told: ToldDesk, line: string, terminal = '1') =>
  told.does('ann', 'terminal.run', { terminal, line }) as Promise<TerminalResult>;

/** Lets seconds pass one by one, as the clock does, and what they bring about happen. */
async function pass(told: ToldDesk, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await told.ticker.pass(1000);
    await settled(told);
  }
}

/** A line that goes on works beside the queue: gives it the turns it needs. */
async function settled(told: ToldDesk): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  await told.desk.join(told.drill, told.seats.fay ?? '', 0);
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

const heard = (told: ToldDesk, terminal = '1') =>
  told.terminal
    .filter((message) => message.terminal === terminal)
    .map(({ text }) => text)
    .join('');

describe('a line that follows a log', () => {
  test('shows new lines alone, to the seat that typed it, until Ctrl-C', async () => {
    const told = await room();
    await pass(told, 2);
    expect(await type(told, 'logs a -f')).toMatchObject({ stdout: 'line 1\nline 2\n', following: true });
    await pass(told, 3);
    expect(heard(told)).toBe('line 3\nline 4\nline 5\n');
    expect(new Set(told.terminal.map(({ seat }) => seat))).toEqual(new Set([told.seats.ann]));

    await told.does('ann', 'terminal.interrupt', { terminal: '1' });
    expect(told.terminal.at(-1)).toMatchObject({ ended: { exitCode: 130 } });
    const before = told.terminal.length;
    await pass(told, 2);
    expect(told.terminal.length).toBe(before);
  });

  test('leaves one entry at its start and one with all it showed at its end, which replay to the same scrollback', async () => {
    const told = await room();
    await type(told, 'logs a -f');
    await pass(told, 3);
    await told.does('ann', 'terminal.interrupt', { terminal: '1' });
    expect((await told.kinds()).slice(-2)).toEqual(['command.ran', 'command.followed']);
    const { lines } = (await told.does('ann', 'terminal.history', {})) as { lines: TerminalResult[] };
    expect(lines).toEqual([expect.objectContaining({ stdout: 'line 1\nline 2\nline 3\n^C\n', exitCode: 130 })]);
    await told.restarts();
    expect(await told.does('ann', 'terminal.history', {})).toEqual({ lines });
  });

  test('stands still while the drill is paused, and goes on afterwards', async () => {
    const told = await room();
    await type(told, 'logs a -f');
    await told.does('fay', 'drill.pause', {});
    await pass(told, 3);
    expect(heard(told)).toBe('');
    await told.does('fay', 'drill.resume', {});
    await pass(told, 1);
    expect(heard(told)).toBe('line 1\n');
  });

  test('holds its terminal and nothing else: other sessions and the drill go on', async () => {
    const told = await room();
    await type(told, 'logs a -f');
    expect(await told.tries('ann', 'terminal.run', { terminal: '1', line: 'logs a' })).toMatchObject({
      refusal: { code: 'terminal/busy' },
    });
    expect(await type(told, 'logs a', '2')).toMatchObject({ exitCode: 0 });
    await told.does('fay', 'chat.say', { channel: 'team', text: 'hello' });
  });

  test('ends with the drill, before its last entry', async () => {
    const told = await room();
    await type(told, 'logs a -f');
    await pass(told, 1);
    await told.does('fay', 'drill.end', {});
    const kinds = await told.kinds();
    expect(kinds.indexOf('command.followed')).toBeLessThan(kinds.indexOf('drill.ended'));
    expect(told.terminal.at(-1)?.ended).toMatchObject({ exitCode: 130 });
  });

  test('ends when the seat is taken away', async () => {
    const told = await room();
    await type(told, 'logs a -f');
    await told.does('fay', 'seat.remove', { seat: told.seats.ann! });
    expect(await told.kinds()).toContain('command.followed');
  });

  test('a fifth one of the same seat is refused in the terminal', async () => {
    const told = await room();
    for (const terminal of ['1', '2', '3', '4']) await type(told, 'logs a -f', terminal);
    const fifth = await type(told, 'logs a -f', '5');
    expect(fifth).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('4 lines of yours go on already') });
    expect(fifth.following).toBeUndefined();
  });

  test('asked for again under the same id it is answered, and not started twice', async () => {
    const told = await room();
    const id = '11111111-1111-4111-8111-111111111111';
    const first = await told.does('ann', 'terminal.run', { terminal: '1', line: 'logs a -f' }, id);
    expect(await told.does('ann', 'terminal.run', { terminal: '1', line: 'logs a -f' }, id)).toEqual(first);
    expect((await told.kinds()).filter((kind) => kind === 'command.ran')).toHaveLength(1);
  });

  test('after a crash of the server the terminal is free and shows what was answered', async () => {
    const told = await room();
    await pass(told, 1);
    await type(told, 'logs a -f');
    await pass(told, 1);
    await told.dies();
    const { lines } = (await told.does('ann', 'terminal.history', {})) as { lines: TerminalResult[] };
    expect(lines[0]).toMatchObject({ stdout: 'line 1\n' });
    expect(lines[0]?.following).toBeUndefined();
  });
});

describe('other lines that go on', () => {
  test('get -w prints rows that changed, not those that only grew older', async () => {
    const told = await room();
    expect((await type(told, 'kubectl get pods -w')).stdout).toContain('0/1');
    await pass(told, 5);
    expect(heard(told)).toBe('a-1    1/1     3s\n');
  });

  test('rollout status waits, says so, and ends by itself', async () => {
    const told = await room();
    expect(await type(told, 'kubectl rollout status deployment/a')).toMatchObject({ following: true });
    await pass(told, 5);
    expect(heard(told)).toBe('deployment "a" successfully rolled out\n');
    expect(told.terminal.at(-1)?.ended).toMatchObject({ exitCode: 0 });
  });

  test('sleep counts simulated seconds, and what stands behind it runs then', async () => {
    const told = await room();
    await type(told, 'sleep 3; logs a');
    await pass(told, 2);
    expect(told.terminal).toEqual([]);
    await pass(told, 1);
    expect(heard(told)).toBe('line 1\nline 2\nline 3\n');
    expect(told.terminal.at(-1)?.ended).toMatchObject({ exitCode: 0 });
  });

  test('several waits of one line come one after the other', async () => {
    const told = await room();
    await type(told, 'sleep 1; sleep 1 && sleep 1; logs a');
    await pass(told, 2);
    expect(heard(told)).toBe('');
    await pass(told, 2);
    expect(heard(told)).toMatch(/^line 1\n/);
    expect(told.terminal.at(-1)?.ended).toMatchObject({ exitCode: 0 });
  });

  test('watch draws a screen every so many seconds', async () => {
    const told = await room();
    expect((await type(told, 'watch -n 2 logs a')).stdout).toMatch(/^Every 2\.0s: logs a/);
    await pass(told, 4);
    expect(told.terminal.map(({ mode, atS }) => [mode, atS])).toEqual([
      ['screen', 2],
      ['screen', 4],
    ]);
    expect(told.terminal.at(-1)?.text).toContain('line 4\n');
  });

  test('a line that would change the world is never repeated: nothing is done, and the line ends', async () => {
    const told = await room();
    const reply = await type(told, 'watch kubectl delete pod a-1');
    expect(reply).toMatchObject({ stderr: expect.stringContaining('would change the system') });
    expect(reply.following).toBeUndefined();
    expect(await told.kinds()).not.toContain('tool.acted');
  });

  test('a torrent is cut to what a terminal can show in a second', async () => {
    const shell: DeskShell = {
      ...plainShell,
      run: async () => ({ stdout: `${'x'.repeat(99)}\n`.repeat(400), stderr: '', exitCode: 0, cwd: '/home/oncall' }),
    };
    const told = await room(shell);
    await type(told, 'watch logs a');
    await pass(told, 2);
    expect(told.terminal[0]!.text.length).toBeLessThan(17_000);
    expect(told.terminal[0]!.text).toMatch(/^\[\d+ lines left out/);
  });
});

test('each terminal has its own directory in its prompt', async () => {
  const shell: DeskShell = {
    ...plainShell,
    run: async (seat) => ({ stdout: '', stderr: '', exitCode: 0, cwd: seat.endsWith('/2') ? '/tmp' : '/home/oncall' }),
  };
  const told = await room(shell);
  await type(told, 'cd /tmp', '2');
  expect((await type(told, 'true', '1')).prompt).toBe('oncall@bastion:~$ ');
  expect((await type(told, 'true', '2')).prompt).toBe('oncall@bastion:/tmp$ ');
});

test('a seat has at most twelve shells', async () => {
  const told = await room();
  for (let terminal = 1; terminal <= 12; terminal++) await type(told, 'logs a', String(terminal));
  expect(await type(told, 'logs a', '13')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('at most 12 sessions'),
  });
});
