import { SqlFault } from './fault.ts';

/** `text LIKE pattern`: `%` any run, `_` one character, backslash escapes. */
export function like(text: string, pattern: string, ignoreCase: boolean): boolean {
  const subject = [...(ignoreCase ? text.toLowerCase() : text)];
  const parts = likeParts(ignoreCase ? pattern.toLowerCase() : pattern);
  let at = 0;
  let part = 0;
  let retryPart = -1;
  let retryAt = 0;
  while (at < subject.length) {
    const want = parts[part];
    if (want === 'any') {
      retryPart = ++part;
      retryAt = at;
    } else if (want !== undefined && (want === 'one' || want.literal === subject[at])) {
      part++;
      at++;
    } else if (retryPart >= 0) {
      part = retryPart;
      at = ++retryAt;
    } else {
      return false;
    }
  }
  while (parts[part] === 'any') part++;
  return part === parts.length;
}

type LikePart = 'any' | 'one' | { literal: string };

function likeParts(pattern: string): LikePart[] {
  const parts: LikePart[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === '%') parts.push('any');
    else if (character === '_') parts.push('one');
    else if (character === '\\') {
      const literal = characters[++at];
      if (literal === undefined) throw new SqlFault('LIKE pattern must not end with escape character');
      parts.push({ literal });
    } else parts.push({ literal: character });
  }
  return parts;
}
