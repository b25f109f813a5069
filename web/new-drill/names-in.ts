/** "Anna, Ravi;Mei\nTomas" → each name once, as it was written. At most sixty, each at most eighty letters. */
export function namesIn(text: string): string[] {
  const names = text.split(/[,;\n]/).map((name) => name.trim().slice(0, 80));
  return [...new Set(names.filter((name) => name !== ''))].slice(0, 60);
}
