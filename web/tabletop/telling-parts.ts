export interface LogPart {
  text: string;
  strong: boolean;
}

/** Words that say that something does not work, with what stands beside them: "waiting 47", "timed out after 30000 ms". */
const TROUBLE = new RegExp(
  [
    String.raw`\b(?:waiting|failed|failures|dropped|rejected|evicted|restarts?|retries|retry|attempt|lag)[ =:]+\d[\d.,]*(?: ?(?:ms|s|%))?`,
    String.raw`\btimed out(?: after [\d.,]+ ?(?:ms|s))?`,
    String.raw`\b(?:not available|unavailable|refused|exhausted|denied|expired|undefined|deadlock|unreachable|out of memory|OOMKilled|cannot \w+)\b`,
    String.raw`(?<!×)\b(?:HTTP |status[ =:]|=> ?)?5\d\d\b(?! ?(?:ms|s|kB|MB)\b)`,
  ].join('|'),
  'gi',
);

/**
 * A log line cut into parts, the telling ones marked. A line of an error or worse is telling as a whole, in others the
 * words of trouble with their numbers are.
 */
export function tellingParts(text: string, level: string): LogPart[] {
  if (/^(error|fatal|critical)$/i.test(level)) return [{ text, strong: true }];
  const parts: LogPart[] = [];
  let from = 0;
  for (const match of text.matchAll(TROUBLE)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), strong: false });
    parts.push({ text: match[0], strong: true });
    from = match.index + match[0].length;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), strong: false });
  return parts;
}
