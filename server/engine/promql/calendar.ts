import { calendar } from '../calendar.ts';

/** The calendar functions of PromQL by name, from Unix seconds. */
export const CALENDAR: Readonly<Record<string, (unixS: number) => number>> = {
  minute: (unixS) => calendar(unixS * 1000).minute,
  hour: (unixS) => calendar(unixS * 1000).hour,
  day_of_week: (unixS) => calendar(unixS * 1000).weekday,
  day_of_month: (unixS) => calendar(unixS * 1000).day,
  month: (unixS) => calendar(unixS * 1000).month,
  year: (unixS) => calendar(unixS * 1000).year,
};
