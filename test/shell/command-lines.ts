import { readFileSync } from 'node:fs';

/** One line of the table: what somebody types, how it ends, and what must (not) be on the screen. */
export interface TypedLine {
  line: string;
  exitCode: number;
  /** Regular expressions over stdout and stderr together; `^` and `$` mean lines. */
  shows: RegExp[];
  hides: RegExp[];
}

/** A world at a moment, and what is typed there, in order. */
export interface Scene {
  title: string;
  scenario: string;
  variant: string;
  /** Drill second. */
  atS: number;
  /** Permissions taken away for this scene. */
  without: string[];
  lines: TypedLine[];
}

/**
 * Reads `fixtures/command-lines.txt`:
 *
 *     # title
 *     @ scenario variant second [-permission …]
 *     $ line
 *     = exit code
 *     / must match
 *     ! must not match
 */
export function commandLines(): Scene[] {
  const scenes: Scene[] = [];
  let title = '';
  for (const text of readFileSync(new URL('fixtures/command-lines.txt', import.meta.url), 'utf8').split('\n')) {
    const rest = text.slice(2);
    const line = scenes.at(-1)?.lines.at(-1);
    if (text.startsWith('# ')) title = rest;
    else if (text.startsWith('@ ')) {
      const [scenario = '', variant = '', at = '', ...without] = rest.split(' ');
      scenes.push({
        title,
        scenario,
        variant,
        atS: Number(at),
        without: without.map((one) => one.slice(1)),
        lines: [],
      });
    } else if (text.startsWith('$ ')) scenes.at(-1)!.lines.push({ line: rest, exitCode: 0, shows: [], hides: [] });
    else if (text.startsWith('= ')) line!.exitCode = Number(rest);
    else if (text.startsWith('/ ')) line!.shows.push(new RegExp(rest, 'm'));
    else if (text.startsWith('! ')) line!.hides.push(new RegExp(rest, 'm'));
    else if (text.trim() !== '') throw new Error(`command-lines.txt: what is "${text}"?`);
  }
  return scenes;
}
