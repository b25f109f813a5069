import { afterAll, describe, expect, test } from 'vitest';
import { ShellHost, type ShellResult, type ShellSetting } from '../../server/shell/host.ts';
import type { ToolCall } from '../../server/shell/protocol.ts';

const NOW_MS = Date.UTC(2026, 1, 25, 12, 0, 5);
const host = new ShellHost({ children: 1 });
afterAll(() => host.close());

const calls: ToolCall[] = [];
const setting: ShellSetting = {
  tools: ['kubectl', 'psql'],
  onTool: (call) => {
    calls.push(call);
    return {
      stdout: `${call.tool} ${call.argv.join(' ')}\n`,
      stderr: '',
      exitCode: call.argv.includes('fail') ? 3 : 0,
    };
  },
  nowMs: NOW_MS,
  user: 'oncall',
  hostname: 'bastion-1',
  files: { '/home/oncall/notes.txt': 'one\ntwo\nthree\n', '/etc/motd': 'DRILL\n' },
};

function run(line: string, seat = 'ana', over: Partial<ShellSetting> = {}): Promise<ShellResult> {
  return host.run(seat, line, { ...setting, ...over });
}

describe('a tool in a command line', () => {
  test('gets its arguments as bash expanded them, and the pipe as stdin', async () => {
    calls.length = 0;
    const result = await run('cat notes.txt | grep t | psql -c "select \'$USER\'" --file=*.txt | wc -l');
    expect(result).toMatchObject({ stdout: '1\n', stderr: '', exitCode: 0 });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      seat: 'ana',
      tool: 'psql',
      argv: ['-c', "select 'oncall'", '--file=*.txt'],
      stdin: 'two\nthree\n',
    });
  });

  test('keeps text that is not ASCII', async () => {
    calls.length = 0;
    const result = await run('echo "naïve ß 日本" | kubectl ünï | cat');
    expect(calls[0]).toMatchObject({ argv: ['ünï'], stdin: 'naïve ß 日本\n' });
    expect(result.stdout).toBe('kubectl ünï\n');
  });

  test('gives the line its exit code, which the next line sees as $?', async () => {
    expect((await run('kubectl fail')).exitCode).toBe(3);
    expect((await run('echo $?')).stdout).toBe('3\n');
    expect((await run('kubectl fail || echo "it failed"')).stdout).toBe('kubectl fail\nit failed\n');
  });

  test('that throws is an error of that command only', async () => {
    const result = await run('kubectl get pods; echo after', 'ana', {
      onTool: () => {
        throw new Error('no such world');
      },
    });
    expect(result).toMatchObject({ stdout: 'after\n', stderr: 'kubectl: internal error: no such world\n' });
  });

  test('may take its time without being taken for a runaway', async () => {
    const patient = new ShellHost({ children: 1, watchdogMs: 300 });
    const slow = {
      ...setting,
      onTool: () =>
        new Promise<never>((resolve) =>
          setTimeout(() => resolve({ stdout: 'late\n', stderr: '', exitCode: 0 } as never), 500),
        ),
    };
    expect(await patient.run('ana', 'kubectl get pods', slow)).toMatchObject({ stdout: 'late\n', exitCode: 0 });
    patient.close();
  });

  test('that the seat no longer has is not found', async () => {
    await run('kubectl version');
    expect(await run('kubectl version', 'ana', { tools: ['psql'] })).toMatchObject({
      stderr: 'bash: kubectl: command not found\n',
      exitCode: 127,
    });
  });
});

describe('a seat', () => {
  test('keeps its directory, variables and files from line to line', async () => {
    await run('mkdir -p /tmp/work && cd /tmp/work && export COLOUR=blue && echo hello > greeting', 'ben');
    const result = await run('pwd; echo $COLOUR; cat greeting; cd ..; pwd', 'ben');
    expect(result).toMatchObject({ stdout: '/tmp/work\nblue\nhello\n/tmp\n', cwd: '/tmp' });
  });

  test('sees nothing of another seat', async () => {
    await run('echo secret > /tmp/secret; export SECRET=1; cd /tmp', 'cem');
    const other = await run('cat /tmp/secret; echo "[$SECRET]"; pwd', 'dia');
    expect(other).toMatchObject({
      stdout: '[]\n/home/oncall\n',
      stderr: 'cat: /tmp/secret: No such file or directory\n',
    });
  });

  test('keeps its place when a line ends badly', async () => {
    await run('cd /tmp; export KEPT=yes', 'eli');
    await run('echo "unclosed', 'eli');
    await run('exit 4', 'eli');
    expect((await run('pwd; echo $KEPT', 'eli')).stdout).toBe('/tmp\nyes\n');
  });

  test('that is forgotten starts anew', async () => {
    await run('cd /tmp; touch mine', 'fay');
    host.forget('fay');
    expect((await run('pwd; ls /tmp', 'fay')).stdout).toBe('/home/oncall\n');
  });

  test('is who and where it is told', async () => {
    expect((await run('whoami; hostname; echo $USER@$HOSTNAME:$PWD; id -un')).stdout).toBe(
      'oncall\nbastion-1\noncall@bastion-1:/home/oncall\noncall\n',
    );
  });

  test('sees only its environment, without the status of the last line', async () => {
    const { stdout } = await run('env', 'gil');
    expect(
      stdout
        .split('\n')
        .map((line) => line.split('=')[0])
        .sort()
        .join(' '),
    ).toBe(' HOME HOSTNAME LANG LOGNAME PATH PWD SHELL TERM USER');
  });
});

describe('what a bastion has not', () => {
  test('is answered as bash answers', async () => {
    expect(await run('ftp notes.txt')).toMatchObject({
      stdout: '',
      stderr: 'bash: ftp: command not found\n',
      exitCode: 127,
    });
    expect(
      (await run('python3 -c 1; node -e 1; curl http://example.org; sqlite3; ssh host')).stderr.match(
        /command not found/g,
      ),
    ).toHaveLength(5);
  });

  test('includes waiting and following where the desk cannot see them', async () => {
    expect((await run('(tail -f notes.txt)')).stderr).toContain('first command of a line only');
    expect((await run('for i in 1; do watch kubectl get pods; done')).stderr).toContain('first command of a line only');
    expect((await run('(sleep 5)')).stderr).toContain('works at the start of a line');
  });

  test('includes the host: no files, variables or processes of it', async () => {
    const probes = [
      'cat /etc/passwd',
      'cat /proc/self/environ',
      'ls /root /work',
      'cat /etc/hostname',
      'echo < /dev/tcp/127.0.0.1/22',
      'cat /proc/1/cmdline',
      'ln -s /etc/passwd /tmp/p; cat /tmp/p',
      'cat ../../../../etc/shadow',
    ];
    for (const probe of probes) {
      const { stdout } = await run(probe, 'hal');
      expect(stdout.trim(), probe).toBe('');
    }
    expect((await run('echo $HOME $NODE_OPTIONS $$', 'hal')).stdout).toBe('/home/oncall 1\n');
    expect(
      (
        await run(
          'constructor=1; __proto__=2; declare -A a; a[__proto__]=3; echo $constructor$__proto__${a[__proto__]}',
          'hal',
        )
      ).stdout,
    ).toBe('123\n');
  });
});

describe('the clock of a line', () => {
  test('is the simulated one', async () => {
    expect((await run('date')).stdout).toBe('Wed Feb 25 12:00:05 UTC 2026\n');
    expect((await run("date -u +%FT%TZ; date +%s; date -d '5 minutes ago' +%H:%M; date -Is")).stdout).toBe(
      '2026-02-25T12:00:05Z\n1772020805\n11:55\n2026-02-25T12:00:05+00:00\n',
    );
    expect((await run('touch x; stat -c %Y x', 'ana')).stdout).not.toContain(String(new Date().getFullYear()));
  });

  test('makes chance repeat itself', async () => {
    const first = await run('echo $RANDOM $RANDOM');
    expect((await run('echo $RANDOM $RANDOM', 'ben')).stdout).toBe(first.stdout);
  });

  test('cannot be set', async () => {
    expect(await run('date -s 12:00')).toMatchObject({
      stderr: 'date: cannot set date: Operation not permitted\n',
      exitCode: 1,
    });
    expect((await run('date -d nonsense')).stderr).toBe('date: invalid date ‘nonsense’\n');
  });
});

describe('output', () => {
  test('past 64 KB is cut at a line, with a note', async () => {
    const { stdout } = await run('seq 1 20000');
    expect(stdout.length).toBeLessThan(66_000);
    expect(stdout).toMatch(/\n\[output cut: \d+ more characters; use head, tail or grep\]\n$/);
    expect((await run('seq 1 20000 | tail -1')).stdout).toBe('20000\n');
  });
});

describe('completion', () => {
  const offer = (line: string) =>
    host.complete('ina', line, line.length, {
      ...setting,
      complete: (tool, argv) => (tool === 'kubectl' && argv.length === 1 ? ['get', 'logs', 'describe'] : []),
    });

  test('offers commands where a command stands', async () => {
    expect(await offer('ku')).toEqual({ from: 0, candidates: ['kubectl'] });
    expect(await offer('cat x | gre')).toEqual({ from: 8, candidates: ['grep'] });
  });

  test('asks the tool for its arguments', async () => {
    expect(await offer('kubectl ')).toEqual({ from: 8, candidates: ['describe', 'get', 'logs'] });
    expect(await offer('echo a && kubectl lo')).toEqual({ from: 18, candidates: ['logs'] });
  });

  test('offers files of the seat, folders with a slash', async () => {
    await run('mkdir -p /tmp/logs; touch /tmp/logs/app.log; cd /tmp', 'ina');
    expect(await offer('cat lo')).toEqual({ from: 4, candidates: ['logs/'] });
    expect(await offer('cat /tmp/logs/a')).toEqual({ from: 4, candidates: ['/tmp/logs/app.log'] });
    expect(await offer('cat /nowhere/x')).toEqual({ from: 4, candidates: [] });
  });
});

describe('a line with input of its own', () => {
  test('gives it to the first command of the pipeline', async () => {
    const input = { stdin: 'INFO a\nERROR b\nINFO c\n' };
    expect((await run("grep -v INFO | cut -d' ' -f2", 'ana', input)).stdout).toBe('b\n');
    expect((await run('cat')).stdout).toBe('');
  });
});

describe('programs that a host has and this one answers for', () => {
  test.each([
    ['man kubectl', 'kubectl --help', 0],
    ['man nosuch', 'No manual entry for nosuch', 16],
    ['vim x', 'no screen to edit on', 1],
    ['uname -a', 'Linux bastion-1 6.1.0-28-amd64 #1 SMP', 0],
    ['uname', 'Linux', 0],
    ['yes | head -2', 'y\ny', 0],
    ['printf "a\\nb\\n" | less', 'a\nb', 0],
  ])('%s', async (line, text, exitCode) => {
    const onTool = ({ tool, argv }: { tool: string; argv: string[] }) => ({
      stdout: `${[tool, ...argv].join(' ')}\n`,
      stderr: '',
      exitCode: 0,
    });
    const result = await run(line, 'ana', { onTool });
    expect(result.stdout + result.stderr).toContain(text);
    expect(result.exitCode).toBe(exitCode);
  });
});
