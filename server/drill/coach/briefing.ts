/** How many words a briefing has at least: "done, yours" is none. */
const WORDS_AT_LEAST = 8;

/** Words by which a sentence tells what is the case, what is being done, and what is missing. */
const PARTS = {
  condition:
    /\b(condition|status|now|currently|since|firing|pag(e|es|ing)|fail\w*|slow\w*|down|degraded|impact|healthy|recover\w*|users?|customers?|quiet)\b/i,
  action:
    /\b(actions?|did|done|doing|ran|running|tried|trying|roll(ed|ing)?|restart\w*|check(s|ed|ing)?|chang(e|es|ed|ing)|reload\w*|renew\w*|scal\w*|paus\w*|switch\w*|open(ed)?|follow\w*|decided|working|nothing yet)\b/i,
  need: /\b(needs?|next|please|watch|wait\w*|should|must|left|remain\w*|still to|promised?|nothing)\b/i,
};

/**
 * A briefing names the condition, the action and the need: either with these words, as the form does, or in sentences
 * that say as much. Meant kindly: who says all three in other words may say them again in the form.
 */
export function isBriefing(text: string): boolean {
  const long = text.trim().split(/\s+/).length >= WORDS_AT_LEAST;
  return long && Object.values(PARTS).every((part) => part.test(text));
}
