import type { ImportedFile } from '../../server/protocol/library.ts';

/** A file that somebody chose, as text; or why it cannot be one. */
export type ChosenFile = { path: string; text: string } | { path: string; refused: string };

/** The server takes at most 50 files and some megabytes at a time; small batches keep the progress honest. */
const BATCH_FILES = 25;
const BATCH_CHARACTERS = 2_000_000;
/** No page that a person can follow is this long. The server refuses it too, after the way there. */
const MOST_BYTES = 1_000_000;

export function isMarkdown(path: string): boolean {
  return /\.(md|markdown|mdx|mdown|mkd)$/i.test(path) && !/(^|\/)(\.git|node_modules)\//.test(path);
}

/** Text that gives the same bytes back: UTF-8 with its byte order mark, if it has one. */
export function textOf(path: string, bytes: Uint8Array): ChosenFile {
  if (bytes.length > MOST_BYTES) return { path, refused: `It has ${Math.round(bytes.length / 1e6)} MB; a runbook has at most 1 MB.` }; // prettier-ignore
  if (bytes.subarray(0, 8_000).includes(0)) return { path, refused: 'It is not text.' };
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { path, refused: 'It is not UTF-8; save it as UTF-8 and bring it again.' };
  }
}

/** Groups of files that the server takes in one request. */
export function batches(files: readonly { path: string; text: string }[]): { path: string; text: string }[][] {
  const groups: { path: string; text: string }[][] = [];
  let size = 0;
  for (const file of files) {
    const group = groups.at(-1);
    size += file.text.length;
    if (group && group.length < BATCH_FILES && size <= BATCH_CHARACTERS) group.push(file);
    else {
      groups.push([file]);
      size = file.text.length;
    }
  }
  return groups;
}

/** "12 new, 3 new versions, 1 refused". */
export function tally(files: readonly ImportedFile[]): string {
  const count = (result: ImportedFile['result']) => files.filter((file) => file.result === result).length;
  const versions = count('new version');
  const parts = [
    [count('new'), 'new'],
    [versions, versions === 1 ? 'new version' : 'new versions'],
    [count('unchanged'), 'unchanged'],
    [count('refused'), 'refused'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return said.length > 0 ? said.join(', ') : 'nothing';
}
