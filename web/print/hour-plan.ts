export interface PlanRow {
  fromMin: number;
  forMin: number;
  what: string;
  how: string;
}

const OPENING_MIN = 10;
const CLOSING_MIN = 15;
/** Shorter than this a round is a quiz. */
const LEAST_ROUND_MIN = 4;

/**
 * How an evening of so many minutes goes: a fixed opening and closing, and rounds that share what lies between. Rounds
 * that would get too short are left out.
 */
export function hourPlan(minutes: number, rounds: number): PlanRow[] {
  const between = Math.max(LEAST_ROUND_MIN, minutes - OPENING_MIN - CLOSING_MIN);
  const played = Math.max(1, Math.min(rounds, Math.floor(between / LEAST_ROUND_MIN)));
  const each = Math.floor(between / played);
  const end = OPENING_MIN + between;
  const left = rounds > played ? ` There are ${rounds}; leave out what the talk has covered.` : '';
  return [
    {
      fromMin: 0,
      forMin: 5,
      what: 'Welcome',
      how: 'Read the rules aloud. It is a drill, nobody is examined, anybody may stop it. Hand out the participants’ booklets.',
    },
    {
      fromMin: 5,
      forMin: 5,
      what: 'Roles and briefing',
      how: 'Read the briefing. Who commands, who types, who writes to customers, who keeps the notes? Rotate since last time.',
    },
    {
      fromMin: OPENING_MIN,
      forMin: between,
      what: played === 1 ? 'One round' : `${played} rounds, about ${each} minutes each`,
      how: `Read the situation, show the evidence, ask the question, start the timer. Listen; tick what you hear. Vote, decide, apply.${left}`,
    },
    {
      fromMin: end,
      forMin: 10,
      what: 'Debrief at once',
      how: 'What surprised us? What did the runbook lack? What would have told us sooner? Then tell what it was.',
    },
    {
      fromMin: end + 10,
      forMin: 5,
      what: 'Actions',
      how: 'At most three, each with an owner and a date. Say when the next drill is.',
    },
  ];
}
