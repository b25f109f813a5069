import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockForServer } from '../../server/store/server-lock.ts';
import { openStore } from '../../server/store/open-store.ts';
import { drillbook } from '../support/drillbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'drillbook-import-'));
const pages = join(folder, 'pages');
const data = join(folder, 'data');
const QUEUE =
  '# Queue grows\r\n\r\n## Symptoms\r\n\r\nIt grows.\r\n\r\n## Steps\r\n\r\n1. `queue length orders`\r\n\r\n## Poem\r\n\r\nRoses.\r\n';
const FILES: Record<string, string | Uint8Array> = {
  'queue.md': QUEUE,
  'README.md': '# Pages\n\n## Install\n\n1. `npm install pages`\n',
  'notes/idea.md': '# An idea\n\nNothing to do.\n',
  'notes/latin.md': new Uint8Array([35, 32, 0xfc, 10]),
};

beforeAll(() => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(pages, path)), { recursive: true });
    writeFileSync(join(pages, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const importPages = (...args: string[]) => drillbook(['import', '--data', data, ...args], { cwd: folder });

describe('drillbook import', () => {
  it('says in a dry run what would happen, and writes nothing', async () => {
    const { exitCode, stdout, stderr } = await importPages('pages', '--dry-run');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toMatch(/^new +1 +1 +\d\/\d\/\d +Queue grows +pages\/queue\.md$/m);
    expect(stdout).toContain('pages/queue.md:11-13 Poem');
    expect(stdout).toContain('pages/README.md: a front page');
    expect(stdout).toContain('pages/notes/idea.md: no steps, no commands');
    expect(stdout).toMatch(/pages\/notes\/latin\.md:1 Byte 0xFC is no UTF-8\. Save the file as UTF-8/);
    expect(stdout).toMatch(/4 files read: 1 new, 2 left out, 1 refused\. Nothing was written/);
    expect(() => readFileSync(join(data, 'drillbook.sqlite'))).toThrow();
  });

  it('takes the runbooks in with their bytes, and the second time finds them unchanged', async () => {
    const first = await importPages('pages/queue.md', 'pages/notes', '--all', '--json');
    const { files } = JSON.parse(first.stdout) as { files: { path: string; result: string }[] };
    expect(files.map(({ path, result }) => [path, result])).toEqual([
      ['pages/queue.md', 'new'],
      ['pages/notes/idea.md', 'new'],
      ['pages/notes/latin.md', 'refused'],
    ]);
    const second = await importPages('pages/queue.md');
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(/1 file read: 1 unchanged\./);
    const store = await openStore({ dataDir: data, databaseUrl: null }, () => undefined);
    expect((await store.runbook('queue'))?.newest.text).toBe(QUEUE);
    await store.close();
  });

  it('does not write beside a server that runs: exit 2 with what to do', async () => {
    const lock = lockForServer(join(data, 'server.lock'));
    const { exitCode, stdout, stderr } = await importPages('pages');
    lock?.release();
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/A Drillbook serves .* Import in its library .*or stop it first/);
  });

  it('names a path that is not there', async () => {
    const { exitCode, stderr } = await importPages('no/such/folder');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: 'There is no file or folder "no/such/folder".\n' });
  });
});
