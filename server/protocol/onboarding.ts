/** What a new responder shows in an onboarding drill, in the order of an incident. */
export const SKILLS = [
  'acknowledge',
  'read the payload',
  'declare',
  'find the runbook',
  'verify',
  'update',
  'hand over',
  'close',
] as const;
export type Skill = (typeof SKILLS)[number];

/** The coach: nudges and never answers. For new responders and the facilitator. */
export interface CoachView extends Omit<LearnerView, 'seat'> {
  /** Whose drill it is: the first new responder; nobody yet in a lobby without one. */
  seat: string | null;
  /** To all of them. */
  nudges: { id: string; atS: number; skill: Skill; text: string }[];
  /** Asked to be quiet until a drill second, or (null) until asked to speak. */
  quiet?: { untilS: number | null };
  /** Where several learn together: the others, each with a list of their own. */
  others?: LearnerView[];
}

export interface LearnerView {
  seat: string;
  /** What the coach waits for now; null while nothing asks for a skill, and when the list is complete. */
  watching: Skill | null;
  skills: SkillView[];
  /** The newest words read like something that has a form: the skill and the message. */
  offer?: { skill: Skill; message: string };
}

export interface SkillView {
  skill: Skill;
  /** What showing it means here, in a sentence. */
  means: string;
  /** `message`: the one in the channel that it is. */
  shown: { atS: number; evidence: string; late: boolean; message?: string } | null;
  /** It was begun: what is there and what is still missing, in a sentence. */
  missing?: string;
}

/** Five drills, from nothing is wrong to a SEV-1. */
export interface PathView {
  drills: {
    number: number;
    title: string;
    cover: string;
    /** What it practises, without saying what fails. */
    about: string;
    minutes: number;
    scenario: string;
    variant: string;
    state: 'done' | 'next' | 'later';
    /** The last one played, when there is one. */
    drill: string | null;
    /** The newest that was begun and not ended. */
    underWay: { drill: string; dateMs: number } | null;
    /** `skills`: how many were shown. `withdrawn`: its record was taken back, and does not count. */
    done: { drill: string; dateMs: number; skills: number; withdrawn?: boolean }[];
  }[];
}

/** What somebody has shown in an onboarding drill, with evidence and without a score. Theirs: they may withdraw it. */
export interface CompletionRecord {
  drill: string;
  /** Whose it is; null in logs that name nobody. */
  seat: string | null;
  name: string;
  cover: string;
  title: string;
  dateMs: number;
  /** Simulated clock of the world at drill second 0, Unix milliseconds. */
  startsAtMs: number;
  lastedS: number;
  number: number | null;
  skills: SkillView[];
  nudges: number;
  hints: number;
  complete: boolean;
  /** What to practise next, a sentence each; empty when every skill was shown in time. */
  practise: string[];
  /** Its owner has taken it back: nothing of it is shown any more. */
  withdrawn: boolean;
  /** Whether whoever asks is its owner, and whose other records of this drill they may open. */
  mine?: boolean;
  others?: { seat: string; name: string }[];
}
