import { createTwoFilesPatch } from 'diff';
import type { Reply } from '../../server/protocol/wire.ts';

/** The text of a version, as it was saved. */
export async function versionText(id: string, version: number): Promise<Reply<string>> {
  try {
    const response = await fetch(`/api/library/runbooks/${encodeURIComponent(id)}/text?version=${version}`, {
      credentials: 'same-origin',
    });
    // A byte order mark belongs to the text: response.text() would drop it.
    if (response.ok) {
      const bytes = await response.arrayBuffer();
      return { ok: true, result: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
    }
  } catch {
    // Falls through to the same answer.
  }
  return {
    ok: false,
    refusal: {
      code: 'server/unexpected',
      message: `Version ${version} cannot be read.`,
      hint: 'Try again; if it stays so, the server’s log says more.',
    },
  };
}

/** What changed from one text to another, as a unified diff; empty when nothing did. */
export function changes(path: string, before: string, after: string): string {
  if (before === after) return '';
  return createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 })
    .split('\n')
    .filter((line) => !/^(={10,}|Index: )/.test(line))
    .join('\n');
}
