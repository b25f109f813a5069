/** What is known, a paragraph each; a figure is never parted from its unit. */
export function situationLines(situation: string): string[] {
  return situation
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/(\d) (%|s|ms|min)\b/g, '$1\u00a0$2').replace(/(\d) %/g, '$1\u00a0%'));
}
