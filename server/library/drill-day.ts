import type { AnyEntry } from '../drill/entry.ts';
import { isoDate } from '../runbook/freshness.ts';

/** The day on which a drill ran by the calendar of those who played it, "2026-03-12"; its world has a date of its own. */
export function drillDay(entries: readonly AnyEntry[]): string {
  const started = entries.find(({ kind }) => kind === 'drill.started') ?? entries[0];
  return isoDate(started?.wallMs ?? 0);
}
