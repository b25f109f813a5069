import { expect, test } from 'vitest';
import type { TerminalResult } from '../../server/protocol/commands.ts';
import { linesSince } from '../../web/room/terminal/lines-since.ts';

const ran = (line: string, atS: number, terminal = '1'): TerminalResult => ({ terminal, atS, line, prompt: '$ ', stdout: '', stderr: '', exitCode: 0, nextPrompt: '$ ' }); // prettier-ignore

test('who looks over a shoulder gets each line once', () => {
  const lines = [ran('ls', 10), ran('ls', 20), ran('ls', 20, '2')];
  expect(linesSince(null, lines)).toEqual(lines);
  expect(linesSince(lines[0]!, lines)).toEqual(lines.slice(1));
  expect(linesSince(lines[2]!, lines)).toEqual([]);
});

test('after more lines than the server keeps all of them are shown', () => {
  const lines = [ran('date', 500), ran('date', 501)];
  expect(linesSince(ran('ls', 10), lines)).toEqual(lines);
});
