import type { SqlErrorReport } from './catalog.ts';

/** An error that the client sees as `ERROR:  …`. Backend functions and utility hooks may throw it too. */
export class SqlFault extends Error {
  readonly report: SqlErrorReport;

  constructor(
    message: string,
    more: Omit<SqlErrorReport, 'severity' | 'message'> & { severity?: 'ERROR' | 'FATAL' } = {},
  ) {
    super(message);
    this.name = 'SqlFault';
    this.report = { severity: 'ERROR', ...more, message };
  }

  /** The same error with a cursor position, unless it has one already. */
  at(position: number | undefined): SqlFault {
    if (position === undefined || position < 0 || this.report.position !== undefined) return this;
    return new SqlFault(this.report.message, { ...this.report, position });
  }
}
