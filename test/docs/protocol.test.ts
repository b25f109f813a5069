import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMAND_TABLE } from '../../server/drill/command-table.ts';
import type { CommandName } from '../../server/protocol/commands.ts';
import { fold } from '../../server/protocol/fold.ts';
import { PROTOCOL_VERSION, REFUSAL_CODES } from '../../server/protocol/refusal.ts';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage } from '../support/stage.ts';

const page = readFileSync('docs/protocol.md', 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!));

/** Cells of the rows whose first cell is a name in backticks, under a heading. */
function rows(heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `.*$/gm)].map(([line]) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const bare = (cell = '') => cell.replace(/^`|`$/g, '').replaceAll('\\|', '|');

describe('docs/protocol.md', () => {
  it('lists every command as the command table has it, with an example that it accepts', () => {
    const listed = rows('Commands');
    expect(listed.map(([name]) => bare(name))).toEqual(Object.keys(COMMAND_TABLE));
    for (const [name, who, when, perMinute, payload] of listed) {
      const row = COMMAND_TABLE[bare(name) as CommandName];
      const kinds = who === 'everybody' ? ['facilitator', 'breaker', 'fixer', 'observer'] : who!.split(', ');
      const states = when === 'always' ? ['lobby', 'running', 'paused', 'ended'] : when!.split(', ');
      expect([...row.roles].sort(), `${name} who`).toEqual(kinds.sort());
      expect([...row.states].sort(), `${name} when`).toEqual(states.sort());
      expect(row.perMinute, `${name} a minute`).toBe(Number(perMinute));
      expect(row.schema.safeParse(JSON.parse(bare(payload))).success, `${name} example`).toBe(true);
    }
  });

  it('lists every event', () => {
    const source = readFileSync('server/protocol/events.ts', 'utf8');
    const types = [...source.matchAll(/\{ type: '([a-z]+)'/g)].map(([, type]) => type);
    expect(
      rows('Room messages')
        .map(([name]) => bare(name))
        .sort(),
    ).toEqual(types.sort());
  });

  it('lists every refusal', () => {
    expect(rows('Refusals').map(([name]) => bare(name))).toEqual([...REFUSAL_CODES]);
  });

  it('names the present version', () => {
    expect(page).toContain(`The present protocol version is **${PROTOCOL_VERSION}**`);
    expect(examples[0]).toMatchObject({ protocol: PROTOCOL_VERSION });
  });

  it('shows a room message that folds, and a command that the table accepts', () => {
    const tale = drillOn(stage(), scripted());
    const message = examples.find((one) => 'events' in one);
    expect(message.events.reduce(fold, tale.view('fixers')).facts).toHaveLength(1);
    const command = examples.find((one) => 'payload' in one);
    expect(COMMAND_TABLE[command.name as CommandName].schema.safeParse(command.payload).success).toBe(true);
  });
});
