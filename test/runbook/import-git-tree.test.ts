import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GitTree, TreeProblem } from '../../server/library/git-tree.ts';
import { RunbookLibrary } from '../../server/library/runbook-library.ts';
import { memoryStore } from '../../server/store/memory.ts';

const PAGE = '# Queue grows\r\n\r\n## Symptoms\r\n\r\nIt grows.\r\n\r\n## Steps\r\n\r\n1. `queue length orders`\r\n';
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drillbook-tree-')));
const tree = join(folder, 'team');
const secret = join(folder, 'secret.md');

/** git without anybody's settings: nobody has told it who commits. */
const home = { HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'home'), GIT_CONFIG_NOSYSTEM: '1' };
const before = { ...process.env };
const git = (...args: string[]) => execFileSync('git', ['-C', tree, ...args], { encoding: 'utf8' }).trim();
const write = (path: string, text: string | Uint8Array) => {
  mkdirSync(join(tree, path, '..'), { recursive: true });
  writeFileSync(join(tree, path), text);
};

beforeAll(() => {
  Object.assign(process.env, home);
  for (const name of Object.keys(process.env)) if (name.startsWith('GIT_') && !(name in home)) delete process.env[name];
  mkdirSync(tree, { recursive: true });
  git('init', '--quiet', '--initial-branch', 'main');
  write('runbooks/queue.md', PAGE);
  write('runbooks/UPPER.MD', PAGE.replace('Queue', 'Topic'));
  write('README.md', '# Team\n\n## Install\n\n1. Do it\n\n## Usage\n\nLook.\n');
  write('CHANGELOG.md', PAGE);
  write('runbooks/latin.md', new Uint8Array([35, 32, 0xfc, 10]));
  write('runbooks/gone.md', PAGE);
  write('plain.txt', 'no page');
  writeFileSync(secret, PAGE.replace('Queue', 'Secret'));
  symlinkSync(secret, join(tree, 'runbooks/link.md'));
  symlinkSync(folder, join(tree, 'outside'));
  git('add', '.');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@localhost', 'commit', '--quiet', '--message', 'Start');
  rmSync(join(tree, 'runbooks/gone.md'));
});
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
});

describe('a linked git working tree', () => {
  test('gives its runbooks with their bytes; no README, link, deleted file or Latin-1', async () => {
    const pages = await (await GitTree.open(tree)).pages();
    expect(pages.map(({ path }) => path)).toEqual(['runbooks/UPPER.MD', 'runbooks/queue.md']);
    expect(pages[1]!.text).toBe(PAGE);
  });

  test('may be a folder of a tree, and what is no tree says so', async () => {
    expect(await (await GitTree.open(join(tree, 'runbooks'))).pages()).toHaveLength(2);
    await expect(GitTree.open(folder)).rejects.toThrow(TreeProblem);
    await expect(GitTree.open(join(folder, 'nowhere'))).rejects.toThrow(TreeProblem);
  });

  test('takes an edit as a commit of that page alone, also when git was told nobody', async () => {
    const linked = await GitTree.open(tree);
    write('plain.txt', 'changed by somebody else');
    const message = 'Close GAP-4 of drill d-1';
    const commit = await linked.commit('runbooks/queue.md', `${PAGE}More.\r\n`, message);
    expect(git('show', '--stat', '--format=%h %an %s', commit)).toMatch(
      /^\w+ Drillbook Close GAP-4 of drill d-1\n\n runbooks\/queue\.md/,
    );
    expect(git('show', '--name-only', '--format=', commit)).toBe('runbooks/queue.md');
    expect(readFileSync(join(tree, 'runbooks/queue.md'), 'utf8')).toBe(`${PAGE}More.\r\n`);
    expect(await linked.status()).toMatchObject({ path: tree, branch: 'main', head: commit, dirty: true });
    expect(await linked.commit('runbooks/queue.md', `${PAGE}More.\r\n`, 'again')).toBe(commit);
  });

  test('takes a page that is new there', async () => {
    const commit = await (await GitTree.open(tree)).commit('runbooks/new/cache.md', PAGE, 'Add cache');
    expect(git('show', '--name-only', '--format=', commit)).toBe('runbooks/new/cache.md');
  });

  test.each([
    ['a path upwards', '../secret.md'],
    ['an absolute path', secret],
    ['a linked file', 'runbooks/link.md'],
    ['a linked folder', 'outside/secret.md'],
    ['a new file in a linked folder', 'outside/new/x.md'],
    ['git’s own folder', '.git/hooks/pre-commit'],
    ['git’s own folder as a page', '.GIT/hooks/x.md'],
    ['a file that is no page', 'plain.txt'],
    ['a pattern', ':(top)plain.txt'],
  ])('never writes through %s', async (_, path) => {
    const text = readFileSync(secret, 'utf8');
    await expect((await GitTree.open(tree)).commit(path, 'overwritten', 'x')).rejects.toThrow(TreeProblem);
    expect(readFileSync(secret, 'utf8')).toBe(text);
  });

  test('is followed at the start: a change there is a version, an older text is not', async () => {
    const library = new RunbookLibrary(memoryStore(), () => 0);
    const follow = (text: string) => library.follow([{ path: 'runbooks/queue.md', text }], 'git');
    await follow(PAGE);
    await follow(PAGE);
    const [page] = await library.pages();
    await library.save(page!.stored.id, `${PAGE}Edited here.\n`, '', 'ann', 1);
    await follow(PAGE);
    expect((await library.pages())[0]!.stored.newest.text).toContain('Edited here.');
    await follow(`${PAGE}Edited there.\n`);
    const versions = await library.versions(page!.stored.id);
    expect(versions.map(({ author }) => author)).toEqual(['git', 'ann', 'git']);
  });
});
