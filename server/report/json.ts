import type { Debrief } from '../protocol/http.ts';

/** The debrief for machines: marked as a drill, with the version of its shape. Times are drill seconds. */
export function debriefJson(debrief: Debrief): string {
  return `${JSON.stringify({ mark: 'DRILL', format: 'drillbook-debrief/1', ...debrief }, null, 2)}\n`;
}
