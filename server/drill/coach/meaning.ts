import { isBriefing } from './briefing.ts';

/** What has a form of its own and is often said in free words instead. */
export type Meant = 'declare' | 'update' | 'hand over' | 'close';

const HAND_OVER =
  /\bhand(s|ing|ed)?[ -]?(it |this |over|off)|\bhando(ver|ff)\b|\btake (it |this )?over\b|\bover to you\b|\byou(?:['’]ve| have) (it|the (con|command|lead|incident|role))\b|\byou are (now )?(ic|the ic|commander|incident commander)\b|\b(can|could|will) you take\b/i;
const CLOSE =
  /\ball[ -]?clear\b|\b(incident|outage|it|this|that) (is|looks) (over|closed|resolved|done)\b|\bstand(ing)? down\b|\b(we are|we['’]re) (done|back to normal)\b|\bresolved\b/i;
const DECLARE =
  /\b(this|that|it) is an? (incident|sev[ -]?\d)|\b(declar\w+|call\w*|open\w*) (this |it )?an? (incident|sev[ -]?\d)|\b(declar\w+|call\w*) (this |it )?sev[ -]?\d/i;
const UPDATE = /^\s*(status|update|can)\b\s*[:,–-]|\bnext update\b/i;

/**
 * What a message seems to do in free words, so that its form can be offered; null when it reads like nothing of the kind.
 * Generous: an offer costs a glance. A question about the end, or the word "not" before it, is no end.
 */
export function meantBy(text: string): Meant | null {
  if (HAND_OVER.test(text)) return 'hand over';
  if (CLOSE.test(text) && !text.includes('?') && !/\bnot\b|n['’]t\b|\buntil\b/i.test(text)) return 'close';
  if (DECLARE.test(text)) return 'declare';
  return UPDATE.test(text) || isBriefing(text) ? 'update' : null;
}
