import { afterAll, describe, expect, test } from 'vitest';
import { ShellHost, type ShellSetting } from '../../server/shell/host.ts';

const host = new ShellHost({ children: 1 });
afterAll(() => host.close());

const setting: ShellSetting = {
  tools: [],
  onTool: () => ({ stdout: '', stderr: '', exitCode: 0 }),
  nowMs: 0,
  user: 'oncall',
  hostname: 'bastion-1',
};

const runaways = [
  'while true; do :; done',
  'f() { f; }; f',
  'f() { f | f; }; f',
  'x=a; while :; do x=$x$x; done',
  'a=(); while :; do a+=(1 2 3); done',
  "awk 'BEGIN { while (1) x++ }'",
  "jq -n '[range(1e9)] | length'",
  'yes() { echo y; yes; }; yes',
  'echo {1..9999999}',
  'seq 1 99999999 | wc -l',
  'echo $((${',
  "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | grep -E '(a+)+$'",
  "echo x | sed ':a;s/x/xx/;ta'",
];

describe('a runaway line', () => {
  test.each(runaways)('%s is cut, in words of this terminal', async (line) => {
    const { exitCode, stderr, reset } = await host.run('ana', line, setting);
    expect(stderr).not.toMatch(/executionLimits|just-bash|maxCommandCount|\(>|bytes\)/);
    expect(reset).toBeUndefined();
    if (exitCode !== 0 && exitCode !== 1 && exitCode !== 127) expect([124, 126, 2]).toContain(exitCode);
  });

  test('leaves the files of its seat and the event loop of the server alone', async () => {
    await host.run('ana', 'echo kept > /tmp/kept', setting);
    let [longestGapMs, last] = [0, performance.now()];
    const pulse = setInterval(() => {
      longestGapMs = Math.max(longestGapMs, performance.now() - last);
      last = performance.now();
    }, 5);
    await host.run('ana', 'a=(); while :; do a+=(1 2 3); done', setting);
    clearInterval(pulse);
    expect(longestGapMs).toBeLessThan(500);
    expect((await host.run('ana', 'cat /tmp/kept', setting)).stdout).toBe('kept\n');
  });
});

/** Long enough to be given to the regular expressions of the platform, which backtrack for years over it. */
const NEVER_ANSWERS = `[[ ${'a'.repeat(200)}! =~ ${'b'.repeat(12_000)}|(a+)+$ ]]`;

describe('a line that does not answer', () => {
  test('costs its seat the shell, which says so, and the next line works', async () => {
    const strict = new ShellHost({ children: 1, watchdogMs: 1500 });
    await strict.run('ana', 'cd /tmp; touch lost', setting);
    const other = await strict.run('ben', 'cd /tmp; pwd', setting);
    expect(other.reset).toBeUndefined();
    const killed = await strict.run('ana', NEVER_ANSWERS, setting);
    expect(killed).toMatchObject({ exitCode: 137, reset: true });
    expect(killed.stderr).toContain('A new shell was started');
    expect(await strict.run('ben', 'pwd', setting)).toMatchObject({ stdout: '/home/oncall\n', reset: true });
    expect((await strict.run('ana', 'pwd; ls /tmp', setting)).stdout).toBe('/home/oncall\n');
    strict.close();
  });
});
