import type { StepOutcome } from '../protocol/library.ts';
import { answersByExit, firstWords, refusedAsUnknown, refusedRight } from './refusal-words.ts';

/** What is known of one step, from the log or from the room. */
export interface StepFacts {
  flags: readonly { flag: string; text: string }[];
  skipped: boolean;
  /** Runs of its commands, oldest first, each with the command as the page has it. */
  runs: readonly { exitCode: number; stdout: string; stderr: string; command: number; written: string }[];
  /** A person judged or checked it, with or without running anything. */
  looked: boolean;
  /** Last word on each check: of the machine, else of a person; null while nobody has said anything. */
  checks: readonly ('true' | 'false' | 'watching' | null)[];
  /** A step further down that was done while this one was not. */
  passedFor: number | null;
  /** A step further down that was done before this one. */
  doneAfter: number | null;
  /** It changed the system, and what brought the service back was something else: what, in words. */
  insteadOf: string | null;
}

export interface OutcomeWord {
  outcome: StepOutcome;
  /** A word of why. */
  note: string;
}

/**
 * What became of a step, one word for each (OUTCOME-1 to OUTCOME-9): the first that holds in the order of docs/scoring.md.
 * Null while a check is still being watched.
 */
export function outcomeOf(facts: StepFacts): OutcomeWord | null {
  const done = facts.runs.length > 0 || facts.looked;
  if (facts.flags.length > 0) return { outcome: 'flagged', note: flagWords(facts.flags) };
  if (facts.skipped && !done) return { outcome: 'skipped', note: 'skipped aloud' };
  if (!done) return notDone(facts);
  return refusalOf(facts) ?? verdictOf(facts);
}

function flagWords(flags: StepFacts['flags']): string {
  return flags.map(({ flag, text }) => (text === '' ? flag : `${flag}: ${text}`)).join('; ');
}

function notDone({ passedFor }: StepFacts): OutcomeWord {
  return passedFor === null
    ? { outcome: 'not reached', note: 'nobody came this far' }
    : { outcome: 'skipped', note: `step ${passedFor} was done without it` };
}

/** A command whose last run the system refused; a later run that went well makes up for it. */
function refusalOf({ runs }: StepFacts): OutcomeWord | null {
  const last = new Map(runs.map((run) => [run.command, run]));
  const isRefused = ({ exitCode, written }: StepFacts['runs'][number]) =>
    exitCode === 127 || (exitCode !== 0 && !answersByExit(written));
  const refused = [...last.values()].find(isRefused);
  if (!refused) return null;
  const words = firstWords(refused.stderr || refused.stdout);
  if (refusedRight(refused)) return { outcome: 'permission missing', note: words };
  const unknown = refusedAsUnknown({ line: refused.written, ...refused }, refused.written);
  const note = unknown ? `not known here: ${words}` : words;
  return { outcome: 'not possible in this state', note };
}

function verdictOf({ checks, doneAfter, insteadOf }: StepFacts): OutcomeWord | null {
  const isFalse = checks.filter((check) => check === 'false').length;
  const isTrue = checks.filter((check) => check === 'true').length;
  const of = checks.length;
  if (isFalse > 0) return { outcome: 'done, verification false', note: `${isFalse} of ${of} checks false` };
  if (checks.includes('watching')) return null;
  if (doneAfter !== null) return { outcome: 'ran out of order', note: `step ${doneAfter} was done before it` };
  if (insteadOf !== null) return { outcome: 'true but irrelevant', note: insteadOf };
  if (of === 0) return { outcome: 'done and true', note: 'it ran; the page names no check' };
  if (isTrue === of) return { outcome: 'done and true', note: `true ${isTrue} of ${of}` };
  return { outcome: 'done and true', note: `it ran; true ${isTrue} of ${of}, the rest was not judged` };
}
