import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { LibraryView } from '../protocol/library.ts';
import type { PageFile } from './runbook-library.ts';

const run = promisify(execFile);
const LONGEST_LISTING = 16 * 1024 * 1024;
/** Who commits when git itself was told nobody. */
const NOBODY = ['-c', 'user.name=Drillbook', '-c', 'user.email=drillbook@localhost'];

/** What git said, in a sentence. */
export class TreeProblem extends Error {
  override readonly name = 'TreeProblem';
}

/** A git working tree that holds a team's runbooks: read from, and committed to when somebody accepts an edit. */
export class GitTree {
  readonly #root: string;
  /** Where the runbooks are: the tree itself or a folder of it. */
  readonly #folder: string;

  private constructor(root: string, folder: string) {
    this.#root = root;
    this.#folder = folder;
  }

  /** The working tree that `folder` lies in. Throws `TreeProblem` when it is none. */
  static async open(folder: string): Promise<GitTree> {
    const { stdout } = await git(folder, ['rev-parse', '--show-toplevel']);
    return new GitTree(await realpath(stdout.trim()), await realpath(folder));
  }

  async status(): Promise<NonNullable<LibraryView['tree']>> {
    const [branch, head, changes] = await Promise.all([
      git(this.#root, ['branch', '--show-current']),
      git(this.#root, ['rev-parse', '--short', 'HEAD']).catch(() => ({ stdout: '' })),
      git(this.#root, ['status', '--porcelain', '--untracked-files=no']),
    ]);
    return {
      path: this.#root,
      branch: branch.stdout.trim(),
      head: head.stdout.trim(),
      dirty: changes.stdout.trim() !== '',
    };
  }

  /** Every Markdown page of the folder that git knows, by its path in the tree, with its text as it lies there. */
  async pages(): Promise<PageFile[]> {
    const { stdout } = await git(this.#folder, ['ls-files', '-z', '--full-name', '--', '*.md', '*.markdown']);
    const paths = stdout.split('\0').filter((path) => path !== '');
    return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(this.#root, path), 'utf8') })));
  }

  /**
   * Writes a page and commits it alone, whatever else is changed there. Returns the commit's short name; a text that is
   * there already needs none and gives the present one. Throws `TreeProblem` for a path outside the tree.
   */
  async commit(path: string, text: string, message: string): Promise<string> {
    const file = await this.#inside(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await git(this.#root, ['add', '--', path]);
    const { stdout: changed } = await git(this.#root, ['status', '--porcelain', '--', path]);
    if (changed.trim() !== '') {
      const named = await git(this.#root, ['config', 'user.email']).then(
        () => true,
        () => false,
      );
      await git(this.#root, [...(named ? [] : NOBODY), 'commit', '--quiet', '--message', message, '--', path]);
    }
    return (await git(this.#root, ['rev-parse', '--short', 'HEAD'])).stdout.trim();
  }

  /** A link in the tree may point anywhere: what counts is where the file, or its nearest folder, really is. */
  async #inside(path: string): Promise<string> {
    const file = resolve(this.#root, path);
    let place = file;
    let real: string | null = null;
    while (real === null) {
      real = await realpath(place).catch(() => null);
      if (real === null) place = dirname(place);
    }
    const inTree = (where: string) => where === this.#root || where.startsWith(this.#root + sep);
    if (!inTree(file) || !inTree(real)) throw new TreeProblem(`${path} lies outside the working tree.`);
    return file;
  }
}

async function git(folder: string, args: readonly string[]): Promise<{ stdout: string }> {
  try {
    return await run('git', ['-C', folder, ...args], { maxBuffer: LONGEST_LISTING });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new TreeProblem((stderr.trim() || message).split('\n')[0]!.replace(/^fatal: /, 'git: '));
  }
}
