import { stringify } from 'csv-stringify/sync';
import type { CompletionRecord } from '../protocol/onboarding.ts';
import { escapeCell } from '../tabletop/events-table.ts';
import { clockWords } from '../drill/words.ts';

const HEADINGS = ['Name', 'Drill', 'Date', 'Skill', 'State', 'Drill clock', 'Evidence, or what is missing'];

/** A record as CSV, a skill a line, with a byte-order mark for spreadsheets; what they would compute is escaped. */
export function recordCsv({ name, cover, dateMs, skills }: CompletionRecord): string {
  const day = new Date(dateMs).toISOString().slice(0, 10);
  const rows = skills.map(({ skill, means, shown, missing }) => [
    name,
    cover,
    day,
    skill,
    shown ? (shown.late ? 'shown, late' : 'shown') : 'not yet',
    shown ? clockWords(shown.atS) : '',
    shown?.evidence ?? missing ?? means,
  ]);
  return stringify([HEADINGS, ...rows.map((row) => row.map(escapeCell))], { bom: true, record_delimiter: 'windows' });
}
