import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('README.md names every command of drillbook', () => {
  const help = execFileSync('node', ['bin/drillbook.js', '--help'], { encoding: 'utf8' });
  const commands = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!);
  expect(commands).toContain('check');
  const page = readFileSync('README.md', 'utf8');
  expect(commands.filter((name) => name !== 'help' && !page.includes(`drillbook ${name}`))).toEqual([]);
});
