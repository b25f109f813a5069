import { readFileSync } from 'node:fs';

/** One text for psql with what a real server answers, byte for byte. */
export interface SqlCase {
  title: string;
  sql: string;
  stdout: string;
  stderr: string;
}

export const CASES_FILE = new URL('./fixtures/sql-cases.txt', import.meta.url);

/** Reads `# title`, the statement, then `> ` lines of stdout and `! ` lines of stderr. `RECORD=1` writes the file anew. */
export function readCases(): SqlCase[] {
  const blocks = readFileSync(CASES_FILE, 'utf8').split(/^# /m).slice(1);
  return blocks.map((block) => {
    const [title = '', ...lines] = block.replace(/\n+$/, '').split('\n');
    const output = (mark: string) =>
      lines
        .filter((line) => line.startsWith(mark))
        .map((line) => `${line.slice(2)}\n`)
        .join('');
    const sql = lines.filter((line) => !/^[>!] /.test(line)).join('\n');
    return { title, sql, stdout: output('> '), stderr: output('! ') };
  });
}

export function writeCases(cases: readonly SqlCase[]): string {
  const marked = (text: string, mark: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => `${mark}${line}\n`)
      .join('');
  return cases
    .map(({ title, sql, stdout, stderr }) => `# ${title}\n${sql}\n${marked(stdout, '> ')}${marked(stderr, '! ')}`)
    .join('\n');
}

/** PostgreSQL promises no order without ORDER BY: such outputs are compared as sets of lines. */
export function comparable(sql: string, output: string): string {
  return /order by/i.test(sql) ? output : output.split('\n').sort().join('\n');
}
