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

/** The coach: nudges and never answers. For the new responder and the facilitator. */
export interface CoachView {
  /** Whose drill it is. */
  seat: string | null;
  /** What the coach waits for now; null while nothing asks for a skill, and when the list is complete. */
  watching: Skill | null;
  nudges: { id: string; atS: number; skill: Skill; text: string }[];
  skills: SkillView[];
}

export interface SkillView {
  skill: Skill;
  /** What showing it means here, in a sentence. */
  means: string;
  shown: { atS: number; evidence: string; late: boolean } | null;
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
    done: { drill: string; dateMs: number; skills: number }[];
  }[];
}

/** That somebody completed an onboarding drill, with evidence and without a score. */
export interface CompletionRecord {
  drill: string;
  name: string;
  cover: string;
  title: string;
  dateMs: number;
  lastedS: number;
  number: number | null;
  skills: SkillView[];
  nudges: number;
  hints: number;
  complete: boolean;
}
