import { execFile } from 'node:child_process';
import { lstat, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import type { LibraryView } from '../protocol/library.ts';
import { whyLeftOut } from '../runbook/import/left-out.ts';
import { MOST_BYTES, readPage, refuseText } from '../runbook/import/read-page.ts';
import { parseRunbook } from '../runbook/parse.ts';
import type { PageFile } from './runbook-library.ts';

const run = promisify(execFile);
const LONGEST_LISTING = 16 * 1024 * 1024;
/** What Markdown files are called. */
const MARKDOWN = ['md', 'markdown', 'mdown', 'mkd'];
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

  /**
   * The runbooks of the folder, by their path in the tree, with their text as it lies there: Markdown that git knows and
   * that tells what to do. Links, what was deleted, and what is no UTF-8 are passed over.
   */
  async pages(): Promise<PageFile[]> {
    const pages: PageFile[] = [];
    for (const path of await this.markdown(false)) {
      const bytes = await this.bytes(path);
      const page = bytes && readPage(bytes);
      if (page?.ok && isPage(page.text, path)) pages.push({ path, text: page.text });
    }
    return pages;
  }

  /** Paths in the tree of the folder's Markdown files; `andNew` adds those that git does not ignore. */
  async markdown(andNew: boolean): Promise<string[]> {
    const which = andNew ? ['--cached', '--others', '--exclude-standard'] : ['--cached'];
    const patterns = MARKDOWN.map((ending) => `:(icase)*.${ending}`);
    const { stdout } = await git(this.#folder, ['ls-files', '-z', '--full-name', ...which, '--', ...patterns]);
    return [...new Set(stdout.split('\0').filter((path) => path !== ''))].sort();
  }

  /** A file of the tree; null for a link, which may lead anywhere, and for what is not there. */
  async bytes(path: string): Promise<Uint8Array | null> {
    const file = join(this.#root, path);
    const state = await lstat(file).catch(() => null);
    if (!state?.isFile() || state.size > 2 * MOST_BYTES) return null;
    const real = await realpath(file);
    return real.startsWith(this.#root + sep) ? readFile(file) : null;
  }

  /** Absolute path of the tree. */
  get root(): string {
    return this.#root;
  }

  /**
   * Writes a page and commits it alone, whatever else is changed there. Returns the commit's short name; a text that is
   * there already needs none and gives the present one. Throws `TreeProblem` for a path outside the tree.
   */
  async commit(path: string, text: string, message: string): Promise<string> {
    const file = await this.#inside(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await git(this.#root, ['--literal-pathspecs', 'add', '--', path]);
    const { stdout: changed } = await git(this.#root, ['--literal-pathspecs', 'status', '--porcelain', '--', path]);
    if (changed.trim() !== '') {
      const named = await git(this.#root, ['config', 'user.email']).then(
        () => true,
        () => false,
      );
      await git(this.#root, [
        '--literal-pathspecs',
        ...(named ? [] : NOBODY),
        'commit',
        '--quiet',
        '--message',
        message,
        '--',
        path,
      ]);
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
    // A path comes from whoever imported the page: what git runs, and what is no page, is not for it to write.
    const inGit = [file, real].some((where) =>
      where.slice(this.#root.length).toLowerCase().split(sep).includes('.git'),
    );
    const isPage = MARKDOWN.some((ending) => file.toLowerCase().endsWith(`.${ending}`));
    if (inGit || !isPage) throw new TreeProblem(`${path} is no page of the working tree.`);
    if (real !== file && place === file) throw new TreeProblem(`${path} is a link.`);
    return file;
  }
}

function isPage(text: string, path: string): boolean {
  if (refuseText(text)) return false;
  const runbook = parseRunbook(text, path);
  return (
    !runbook.problems.some(({ rule }) => rule === 'too-large' || rule === 'too-deep') &&
    whyLeftOut(runbook, path) === null
  );
}

async function git(folder: string, args: readonly string[]): Promise<{ stdout: string }> {
  try {
    return await run('git', ['-C', folder, ...args], { maxBuffer: LONGEST_LISTING });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new TreeProblem((stderr.trim() || message).split('\n')[0]!.replace(/^fatal: /, 'git: '));
  }
}
