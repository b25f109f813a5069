const FORMAT = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** "Sat, 28 Nov 2026, 10:00", where the reader is: an appointment is kept by the clock on the wall. */
export function dayAndTime(ms: number): string {
  return FORMAT.format(ms);
}

/** A moment as `<input type="datetime-local">` wants it. */
export function forDateField(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** A working hour a week from now: time to tell people, soon enough that the page is still fresh. */
export function nextWeekAtTen(nowMs: number): number {
  return new Date(nowMs + 7 * 86_400_000).setHours(10, 0, 0, 0);
}
