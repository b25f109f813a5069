import { type Command, defineCommand, type ResolvedCommandContext } from 'just-bash';
import { normalDiff, unifiedDiff } from './diff-format.ts';
import { sortBeforeGrouping } from './jq-check.ts';
import type { ToolReply } from './protocol.ts';

type Context = ResolvedCommandContext;

/** Commands whose output the library lays out unlike GNU. */
export function listingCommands(): Command[] {
  return [
    defineCommand('ls', ls),
    defineCommand('wc', wc),
    defineCommand('uniq', uniq),
    defineCommand('diff', diff),
    defineCommand('paste', async (args, ctx) => ctx.origCommand!(pasteArguments(args))),
    defineCommand('jq', async (args, ctx) => ctx.origCommand!(args.map(sortBeforeGrouping))),
    ...['grep', 'egrep', 'fgrep'].map((name) => defineCommand(name, grep)),
  ];
}

/** Files first and together, then each folder under its name. */
async function ls(args: string[], ctx: Context): Promise<ToolReply> {
  const options = args.filter((arg) => arg.startsWith('-'));
  const paths = args.filter((arg) => !arg.startsWith('-')).sort();
  if (paths.length < 2) return cannotAccess(await ctx.origCommand!(args));
  const folders = options.some((option) => /^-[a-zA-Z]*d/.test(option)) ? [] : await keepFolders(paths, ctx);
  const result: ToolReply = { stdout: '', stderr: '', exitCode: 0 };
  for (const path of [...paths.filter((each) => !folders.includes(each)), ...folders]) {
    const one = cannotAccess(await ctx.origCommand!([...options, path]));
    const heading = folders.includes(path) ? `${result.stdout === '' ? '' : '\n'}${path}:\n` : '';
    result.stdout += heading + one.stdout;
    result.stderr += one.stderr;
    result.exitCode = Math.max(result.exitCode, one.exitCode);
  }
  return result;
}

async function keepFolders(paths: readonly string[], ctx: Context): Promise<string[]> {
  const kinds = await Promise.all(
    paths.map(async (path) => {
      try {
        return (await ctx.fs.stat(ctx.fs.resolvePath(ctx.cwd, path))).isDirectory;
      } catch {
        return false;
      }
    }),
  );
  return paths.filter((_path, at) => kinds[at]);
}

function cannotAccess(result: ToolReply): ToolReply {
  return {
    ...result,
    stderr: result.stderr.replace(
      /^ls: (.*): No such file or directory$/gm,
      "ls: cannot access '$1': No such file or directory",
    ),
  };
}

/** Several counts of a pipe are padded to seven columns. */
async function wc(args: string[], ctx: Context): Promise<ToolReply> {
  const result = await ctx.origCommand!(args);
  const counts = result.stdout.trim().split(/\s+/);
  const readsPipe = args.every((arg) => arg.startsWith('-') && arg !== '-');
  if (!readsPipe || counts.length < 2) return result;
  return { ...result, stdout: `${counts.map((count) => count.padStart(7)).join(' ')}\n` };
}

/** GNU pads the count to seven columns. */
async function uniq(args: string[], ctx: Context): Promise<ToolReply> {
  const result = await ctx.origCommand!(args);
  const counts = args.some((arg) => /^-[a-z]*c/.test(arg) || arg === '--count');
  if (!counts) return result;
  return { ...result, stdout: result.stdout.replace(/^ *(\d+) /gm, (_all, count: string) => `${count.padStart(7)} `) };
}

async function diff(args: string[], ctx: Context): Promise<ToolReply> {
  const result = await ctx.origCommand!(args);
  const wantsUnified = args.some((arg) => /^-[a-zA-Z]*u|^-U|^--unified/.test(arg));
  const isListing = result.stdout.includes('\n@@ ');
  if (!isListing) return result;
  return { ...result, stdout: wantsUnified ? unifiedDiff(result.stdout) : normalDiff(result.stdout) };
}

/** `-sd+` → `-s -d +`; without a file it reads the pipe. */
function pasteArguments(args: readonly string[]): string[] {
  const split = args.flatMap((arg) => {
    const match = /^-(s?)d(.*)$/.exec(arg);
    return match ? [...(match[1] ? ['-s'] : []), '-d', ...(match[2] ? [match[2]] : [])] : [arg];
  });
  const hasFile = split.some((arg, at) => split[at - 1] !== '-d' && (arg === '-' || !arg.startsWith('-')));
  return hasFile ? split : [...split, '-'];
}

const MAX_PATTERN = 1000;

/** Colours are left out; `grep -r word .` names files from the dot on. */
async function grep(args: string[], ctx: Context): Promise<ToolReply> {
  const plain = args.filter((arg) => !/^--colou?r(=|$)/.test(arg));
  // Compiling a pattern takes the square of its length: one that nobody typed would keep the shell busy for seconds.
  if (plain.some((arg) => arg.length > MAX_PATTERN))
    return { stdout: '', stderr: 'grep: Regular expression too big\n', exitCode: 2 };
  const result = await ctx.origCommand!(plain);
  const recursive = plain.some((arg) => /^-[a-zA-Z]*[rR]/.test(arg) || arg === '--recursive');
  const silent = plain.some((arg) => /^-[a-zA-Z]*[hqc]/.test(arg));
  if (!recursive || silent || plain.at(-1) !== '.') return result;
  return { ...result, stdout: result.stdout.replace(/^(?!\.\/|--$)(?=.)/gm, './') };
}
