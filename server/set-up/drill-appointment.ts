import type { Appointment } from '../protocol/calendar-file.ts';
import type { NewDrill } from '../protocol/set-up.ts';

/** After the timebox people debrief while they remember. */
export const DEBRIEF_MINUTES = 20;

const MODES: Record<NewDrill['mode'], string> = {
  'game-day': 'Game day',
  tabletop: 'Tabletop',
  onboarding: 'Onboarding drill',
};

/** A drill as people put it in their calendars. Says nothing about the fault: only the cover. */
export function drillAppointment(
  drill: { id: string; cover: string },
  { mode, timeboxMin, people = [] }: NewDrill,
  { startMs, joinUrl, code }: { startMs: number; joinUrl: string; code: string | null },
): Appointment {
  const text = [
    `${MODES[mode]}, ${timeboxMin} minutes, then ${DEBRIEF_MINUTES} to debrief.`,
    `Join: ${joinUrl}`,
    ...(code === null ? [] : [`Or with the code: ${code}`]),
    ...(people.length > 0 ? [`Who: ${people.join(', ')}`] : []),
    'This is a drill. Everything in it is simulated and nothing leaves the server.',
  ];
  return {
    uid: `${drill.id}@drillbook`,
    startMs,
    minutes: timeboxMin + DEBRIEF_MINUTES,
    title: `DRILL: ${drill.cover}`,
    text: text.join('\n'),
    url: joinUrl,
  };
}
