import type { InjectDraft, InjectWhen } from '../protocol/control.ts';
import type { EventRow, EventsImport } from '../protocol/tabletop.ts';
import type { InjectDef, Scenario } from '../scenario/scenario.ts';
import { triggerOf } from '../drill/inject-script.ts';
import { readTime, readWhen, timeCell } from './event-time.ts';
import { eventsList } from './events-list.ts';
import { columnAt, EVENT_COLUMNS, headingsAt, NEEDED_FIELDS, unescapeCell } from './events-table.ts';

type Problem = EventsImport['problems'][number];
type Field = (typeof EVENT_COLUMNS)[number]['field'];

/** Rows that are read at most. */
export const MOST_ROWS = 500;
const LANES: readonly EventRow['lane'][] = ['chat', 'staff', 'traffic', 'fault', 'world'];
const WRITTEN_LANES: readonly string[] = ['chat', 'staff', 'traffic'];
const LONGEST = { text: 4000, from: 60 };
/** A day; no drill lasts longer. */
const LAST_S = 86_400;

/**
 * Reads an events list that somebody edited: every row, the injects that it changes or adds, and what is wrong, by row (as
 * a spreadsheet counts them) and column. A row with a problem brings no inject; all others do.
 */
export function importEvents(
  cells: readonly (readonly string[])[],
  scenario: Scenario,
  injects = scenario.injects,
): EventsImport {
  const head = Math.max(0, headingsAt(cells));
  const columns = columnsOf(cells[head] ?? [], head + 1);
  if ('message' in columns) return { rows: [], lines: [], injects: [], problems: [columns] };
  const result: EventsImport = { rows: [], lines: [], injects: [], problems: [] };
  const reading = new Reading(scenario, injects);
  for (const [at, line] of cells.slice(head + 1, head + 1 + MOST_ROWS).entries()) {
    if (line.every((cell) => cell.trim() === '')) continue;
    const number = head + 2 + at;
    const cell = (field: Field) => unescapeCell(line[columns.get(field) ?? -1] ?? '').trim();
    const { row, draft, problems } = reading.row(cell, number);
    result.rows.push(row);
    result.lines.push(number);
    result.problems.push(...problems);
    if (draft && problems.length === 0) result.injects.push(draft);
  }
  const more = cells.slice(head + 1 + MOST_ROWS).some((line) => line.some((cell) => cell.trim() !== ''));
  if (more)
    result.problems.push(
      problem(head + 2 + MOST_ROWS, 'Number', `There are more than ${MOST_ROWS} rows.`, 'Split the list.'),
    );
  return result;
}

function columnsOf(headings: readonly string[], line: number): Map<Field, number> | Problem {
  const columns = new Map<Field, number>();
  for (const { field, heading } of EVENT_COLUMNS) {
    const at = columnAt(headings, heading);
    if (at >= 0) columns.set(field, at);
  }
  const [first] = EVENT_COLUMNS.filter(({ field }) => NEEDED_FIELDS.includes(field) && !columns.has(field));
  if (!first) return columns;
  const all = EVENT_COLUMNS.map(({ heading }) => heading).join(', ');
  return problem(
    line,
    first.heading,
    `There is no column "${first.heading}".`,
    `The first row names the columns: ${all}.`,
  );
}

/** Reads row after row of one list; ids count once. */
class Reading {
  readonly #scenario: Scenario;
  readonly #known: Map<string, InjectDef>;
  readonly #listed: Map<string, EventRow>;
  readonly #world: readonly EventRow[];
  readonly #seen = new Set<string>();

  constructor(scenario: Scenario, injects: readonly InjectDef[]) {
    this.#scenario = scenario;
    this.#known = new Map(injects.map((inject) => [inject.id, inject]));
    const listed = eventsList(scenario, injects);
    this.#listed = new Map(listed.map((row) => [row.inject, row]));
    this.#world = listed.filter(({ lane }) => lane === 'world');
  }

  row(cell: (field: Field) => string, line: number): { row: EventRow; draft: InjectDraft | null; problems: Problem[] } {
    const row = rowOf(cell);
    const problems: Problem[] = [];
    const say = (column: string, message: string, remedy: string) =>
      problems.push(problem(line, column, message, remedy));
    const lane = LANES.find((one) => one === row.lane);
    if (!lane) say('Lane', `There is no lane "${row.lane}".`, 'Write chat, staff, traffic or fault.');
    if (lane === 'world') {
      const same = this.#world.some(({ when, text }) => when === row.when && text === row.text);
      if (!same)
        say(
          'Lane',
          'What the world brings by itself cannot be edited or added.',
          'Leave the row as it was, or take it out.',
        );
      return { row, draft: null, problems };
    }
    const known = row.inject === '' ? undefined : this.#known.get(row.inject);
    if (row.inject !== '' && !known)
      say('Id', `There is no inject "${row.inject}" in this scenario.`, 'Leave the cell empty for a new one.');
    if (row.inject !== '' && this.#seen.has(row.inject))
      say('Id', `The inject "${row.inject}" stands here twice.`, 'Leave the cell empty for a new one.');
    this.#seen.add(row.inject);
    if (!known && lane && !WRITTEN_LANES.includes(lane))
      say('Lane', 'A new inject cannot bring a fault.', 'Use chat, staff or traffic; faults come from the deck.');
    if (row.text === '') say('Inject', 'The inject says nothing.', 'Write what the team reads.');
    if (row.text.length > LONGEST.text)
      say('Inject', `The text has ${row.text.length} characters.`, `At most ${LONGEST.text}.`);
    if (row.expects.length > LONGEST.text)
      say('Expected', `The text has ${row.expects.length} characters.`, `At most ${LONGEST.text}.`);
    if (row.from === '') say('From', 'Nobody says it.', 'Write who does: "CEO", "Support".');
    if (row.from.length > LONGEST.from)
      say('From', `The name has ${row.from.length} characters.`, `At most ${LONGEST.from}.`);
    const when = this.#when(row, known, say);
    if (problems.length > 0 || !lane || this.#isSame(row)) return { row, draft: null, problems };
    const { text, expects, from } = row;
    const draft = { id: known?.id ?? null, lane, from, text, expects, fault: known?.fault ?? null, when };
    return { row, draft, problems };
  }

  /** Null keeps what the inject had. */
  #when(
    row: EventRow,
    known: InjectDef | undefined,
    say: (column: string, message: string, remedy: string) => void,
  ): InjectWhen | null {
    if (known && this.#listed.get(known.id)?.when === row.when) return null;
    const atS = readTime(row.when);
    const minutes = atS === null ? null : this.#minutesMeant(atS);
    if (minutes !== null) {
      say('Time', `${row.when} is after the end of the drill.`, `Spreadsheets read 8:30 as hours; write ${minutes}.`);
      return null;
    }
    if (atS !== null && atS <= LAST_S) return { atS };
    const when = readWhen(row.when);
    if (when && (!('slo' in when) || this.#scenario.world.slos.some(({ id }) => id === when.slo))) return when;
    const own = known && triggerOf(known.when) === null ? ', or leave it as it was' : '';
    if (when && 'slo' in when) {
      const ids = this.#scenario.world.slos.map(({ id }) => id).join(', ');
      say('Time', `There is no promise "${when.slo}".`, `This scenario has ${ids}.`);
    } else if (row.when === '')
      say('Time', 'The time is missing.', 'Write it as hours, minutes and seconds: 00:08:30.');
    else
      say(
        'Time',
        `"${row.when}" is no time.`,
        `Write it as 00:08:30${meant(row.when)}, or as "when the incident is declared"${own}.`,
      );
    return null;
  }

  /** "08:30:00" in a drill of 40 minutes was typed as 8:30 and meant minutes; null where the time makes sense as it is. */
  #minutesMeant(atS: number): string | null {
    const endS = this.#scenario.minutes * 60;
    return atS > endS && atS % 60 === 0 && atS / 60 <= endS ? timeCell(atS / 60) : null;
  }

  #isSame(row: EventRow): boolean {
    const listed = this.#listed.get(row.inject);
    return (
      listed !== undefined &&
      (['when', 'lane', 'from', 'text', 'expects'] as const).every((field) => listed[field] === row[field])
    );
  }
}

/** What somebody who wrote "8.30" probably meant. */
function meant(cell: string): string {
  const found = /^(\d{1,2})[.,h](\d{2})$/.exec(cell.trim());
  return found ? ` (you may mean ${timeCell(Number(found[1]) * 60 + Number(found[2]))})` : '';
}

function rowOf(cell: (field: Field) => string): EventRow {
  const number = Number(cell('number'));
  return {
    number: Number.isInteger(number) ? number : 0,
    inject: cell('inject'),
    when: cell('when'),
    lane: cell('lane').toLowerCase() as EventRow['lane'],
    from: cell('from'),
    to: cell('to'),
    text: cell('text').replace(/\r\n/g, '\n'),
    expects: cell('expects').replace(/\r\n/g, '\n'),
    objective: cell('objective'),
  };
}

function problem(row: number, column: string, message: string, remedy: string): Problem {
  return { row, column, message, remedy };
}
