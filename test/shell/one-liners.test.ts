import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ShellHost, type ShellSetting } from '../../server/shell/host.ts';
import { FILES, ONE_LINERS_FILE, type OneLiner, readOneLiners, writeOneLiners } from './one-liners.ts';

const host = new ShellHost({ children: 1 });
afterAll(() => host.close());

const home = '/home/oncall';
const setting: ShellSetting = {
  tools: [],
  onTool: () => ({ stdout: '', stderr: '', exitCode: 0 }),
  nowMs: Date.UTC(2026, 1, 25, 12),
  user: 'oncall',
  hostname: 'bastion-1',
  files: Object.fromEntries(Object.entries(FILES).map(([name, content]) => [`${home}/${name}`, content])),
};

describe('an everyday line prints what real bash prints', () => {
  test.each(readOneLiners().map((given, at) => ({ ...given, at })))(
    '$line',
    async ({ line, stdout, stderr, exitCode, at }) => {
      const result = await host.run(`seat-${at}`, line, setting);
      expect({ stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode }).toEqual({
        stdout,
        stderr,
        exitCode,
      });
      host.forget(`seat-${at}`);
    },
  );
});

/** The same line in a real shell, in a folder of its own. */
function really(line: string): OneLiner {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-bash-'));
  try {
    for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
    const { stdout, stderr, status } = spawnSync('bash', ['-c', line], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', HOME: folder, LC_ALL: 'C.UTF-8' },
    });
    return { line, stdout, stderr: stderr.replace(/^bash: line \d+: /gm, 'bash: '), exitCode: status ?? 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** macOS and others bring other tools: the recorded answers are GNU's. */
const hasGnuTools = spawnSync('bash', ['-c', 'sort --version && jq --version && column --version'], {
  encoding: 'utf8',
}).stdout?.includes('GNU coreutils');

test.skipIf(!hasGnuTools)('the recorded answers are those of real bash and GNU tools', () => {
  const all = readOneLiners();
  const real = all.map(({ line }) => really(line));
  if (process.env.RECORD) writeFileSync(ONE_LINERS_FILE, writeOneLiners(real));
  expect(all).toEqual(real);
});
