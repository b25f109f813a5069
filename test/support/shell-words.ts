/** Splits a line as a shell would: blanks separate words, quotes group. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [, single, double, bare] of line.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|([^\s'"]+)/g)) {
    words.push(single ?? double?.replace(/\\(["\\])/g, '$1') ?? bare ?? '');
  }
  return words;
}
