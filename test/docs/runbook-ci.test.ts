import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const PAGE = readFileSync('docs/runbook-ci.md', 'utf8');
const pipelines = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
const commands = [...PAGE.matchAll(/\bdrillbook (check|lint|gates|scaffold)([^\n`]*)/g)].filter(([line]) =>
  line.includes('--'),
);

describe('docs/runbook-ci.md', () => {
  it('shows pipelines that are YAML, with drillbook in them', () => {
    expect(pipelines).toHaveLength(2);
    for (const text of pipelines) expect(JSON.stringify(parse(text))).toContain('drillbook check --runbooks');
  });

  it('uses no option that the command does not have', () => {
    const help = new Map<string, string>();
    for (const [, command = '', rest = ''] of commands) {
      if (!help.has(command))
        help.set(command, execFileSync('node', ['bin/drillbook.js', command, '--help'], { encoding: 'utf8' }));
      for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(help.get(command), command).toContain(option);
    }
    expect([...help.keys()].sort()).toEqual(['check', 'gates', 'lint']);
  });
});
