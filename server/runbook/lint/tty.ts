/** A command that opens something to type into, or a screen that redraws itself. */
interface Interactive {
  pattern: RegExp;
  what: string;
  /** The same in one shot, where there is a usual one: what to replace by what. */
  instead?: [from: RegExp, to: string];
}

const INTERACTIVE: Interactive[] = [
  { pattern: /^(?:sudo\s+)?(?:vi|vim|nano|emacs|visudo|pico)\b/, what: 'opens an editor' },
  { pattern: /^(?:sudo\s+)?crontab\s+-e\b/, what: 'opens an editor', instead: [/-e\b/, '-l'] },
  { pattern: /^kubectl\b.*\sedit\s/, what: 'opens an editor' },
  { pattern: /^git\s+rebase\s+(?:-i|--interactive)\b|^git\s+add\s+-p\b/, what: 'asks line by line' },
  { pattern: /^(?:sudo\s+)?(?:htop|iotop|atop|k9s|nmon)\b/, what: 'fills the screen and redraws it' },
  { pattern: /^(?:less|more)\s/, what: 'waits for keys', instead: [/^(?:less|more)\b/, 'cat'] },
  { pattern: /\|\s*(?:less|more)\s*$/, what: 'waits for keys', instead: [/\s*\|\s*(?:less|more)\s*$/, ''] },
  { pattern: /^(?:kubectl|docker|podman|oc)\s+.*\b(?:exec|run)\b.*\s-(?:it|ti|i -t|t -i)\b.*\s(?:\/bin\/)?(?:ba|a|z)?sh\s*$/, what: 'opens a shell' },
]; // prettier-ignore

/** What a line of a command waits for, or null. */
export function interactiveLine(line: string): { what: string; instead: string | null } | null {
  const text = line.trim();
  const found = INTERACTIVE.find(({ pattern }) => pattern.test(text));
  if (!found) return null;
  return { what: found.what, instead: found.instead ? text.replace(found.instead[0], found.instead[1]) : null };
}
