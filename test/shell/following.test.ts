import { afterAll, expect, test, vi } from 'vitest';
import { ShellHost } from '../../server/shell/host.ts';
import type { TerminalResult } from '../../server/protocol/commands.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { ToldDesk } from '../support/told-desk.ts';

const host = new ShellHost({ children: 1 });
afterAll(() => host.close());

/** A desk on the real child, in a world that writes one line a second. */
async function room(): Promise<ToldDesk> {
  const simulate = () => {
    const sim = scripted({
      tools: {
        logs: () => ({
          stdout: Array.from({ length: sim.atS() }, (_, n) => `${n % 2 ? 'ERROR' : 'INFO'} line ${n + 1}\n`).join(''),
        }),
      },
    });
    return sim;
  };
  return new ToldDesk({ simulate, shell: host }).starts();
}

const type = (told: ToldDesk, line: string) =>
  told.does('ann', 'terminal.run', { terminal: '1', line }) as Promise<TerminalResult>;
const heard = (told: ToldDesk) => told.terminal.map(({ text }) => text).join('');

/** Lets a second pass, and waits for what the child makes of it. */
async function pass(told: ToldDesk, expected: string): Promise<void> {
  await told.ticker.pass(1000);
  await told.desk.join(told.drill, told.seats.fay ?? '', 0);
  await vi.waitFor(() => expect(heard(told)).toBe(expected), { timeout: 5000, interval: 10 });
}

test('new lines go through the rest of the pipeline, and nothing is said while none pass', async () => {
  const told = await room();
  expect(await type(told, "logs a -f | grep ERROR | awk '{ print $3 }'")).toMatchObject({
    stdout: '',
    following: true,
  });
  for (const expected of ['', '2\n', '2\n', '2\n4\n']) await pass(told, expected);
  await told.does('ann', 'terminal.interrupt', { terminal: '1' });
  expect(heard(told)).toBe('2\n4\n^C\n');
});

test('the shell keeps its directory and files under a line that goes on', async () => {
  const told = await room();
  await type(told, 'mkdir -p /tmp/w; cd /tmp/w; echo ERROR > words');
  await type(told, 'logs a -f | grep -f words');
  for (const expected of ['', 'ERROR line 2\n']) await pass(told, expected);
  await told.does('ann', 'terminal.interrupt', { terminal: '1' });
  expect(await type(told, 'pwd')).toMatchObject({ stdout: '/tmp/w\n', prompt: 'oncall@bastion:/tmp/w$ ' });
});

test('a line that hits a limit of the shell goes on no more', async () => {
  const told = await room();
  const reply = await type(told, "watch 'while :; do :; done'");
  expect(reply).toMatchObject({ exitCode: 126, stderr: expect.stringContaining('stopped') });
  expect(reply.following).toBeUndefined();
});
