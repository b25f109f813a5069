/** How many words a briefing has at least: "done, yours" is none. */
const WORDS_AT_LEAST = 8;

export type BriefingPart = 'condition' | 'action' | 'need';

/** Words by which a sentence tells what is the case, what is being done, and what is missing. */
const PARTS: Record<BriefingPart, RegExp> = {
  condition:
    /\b(condition|status|now|currently|since|firing|pag(e|es|ing)|fail\w*|slow\w*|down|degraded|impact|healthy|recover\w*|users?|customers?|quiet)\b/i,
  action:
    /\b(actions?|did|done|doing|ran|running|tried|trying|roll(ed|ing)?|restart\w*|check(s|ed|ing)?|chang(e|es|ed|ing)|reload\w*|renew\w*|scal\w*|paus\w*|switch\w*|open(ed)?|follow\w*|decided|working|nothing yet)\b/i,
  need: /\b(needs?|next|please|watch|wait\w*|should|must|left|remain\w*|still to|promised?|nothing)\b/i,
};

/**
 * A briefing names the condition, the action and the need: either with these words, as the form does, or in sentences
 * that say as much. Word lists miss things: whoever takes the role over and reads the words back decides.
 */
export function isBriefing(text: string): boolean {
  return text.trim().split(/\s+/).length >= WORDS_AT_LEAST && lacking(text).length === 0;
}

/** The parts of a briefing that no word of the text stands for. */
export function lacking(text: string): BriefingPart[] {
  return (Object.keys(PARTS) as BriefingPart[]).filter((part) => !PARTS[part].test(text));
}
