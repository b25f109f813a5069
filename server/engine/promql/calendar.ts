/** Calendar parts of a Unix time, UTC, without the host's clock. Source: Howard Hinnant, "chrono-compatible low-level date algorithms". */

interface CivilDate {
  year: number;
  month: number;
  day: number;
}

/** The date that `days` after 1970-01-01 is. */
function civilDate(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function dateOf(unixS: number): CivilDate {
  return civilDate(Math.floor(unixS / 86_400));
}

function inDay(unixS: number): number {
  const whole = Math.floor(unixS);
  return whole - Math.floor(whole / 86_400) * 86_400;
}

/** The calendar functions of PromQL by name, from Unix seconds. */
export const CALENDAR: Readonly<Record<string, (unixS: number) => number>> = {
  minute: (unixS) => Math.floor((inDay(unixS) % 3_600) / 60),
  hour: (unixS) => Math.floor(inDay(unixS) / 3_600),
  day_of_week: (unixS) => (((Math.floor(unixS / 86_400) + 4) % 7) + 7) % 7,
  day_of_month: (unixS) => dateOf(unixS).day,
  month: (unixS) => dateOf(unixS).month,
  year: (unixS) => dateOf(unixS).year,
};
