/** Digits and letters that nobody confuses when reading them aloud. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

/** `d7k2m9xw4qpt`: a letter for the kind of thing and twelve drawn ones, 59 bits. */
export function newId(kind: 'd' | 's' | 'i' | 't', draw: (below: number) => number): string {
  return kind + Array.from({ length: 12 }, () => LETTERS[draw(LETTERS.length)]).join('');
}
