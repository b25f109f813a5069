import type { LineView } from './line-editor.ts';

/** How an edited line lies on a screen of `cols` columns: rows count from the prompt's. */
export interface LineLayout {
  prompt: string;
  /** What to write from the prompt's first column on; the cursor is then at `end`. */
  display: string;
  end: { row: number; col: number };
  cursor: { row: number; col: number };
}

/** Stands before each further line of a command that goes over several. */
const MORE = '> ';

export function layOut({ prompt, text, cursor }: LineView, cols: number): LineLayout {
  const place = { row: 0, col: 0 };
  advance(place, prompt, cols);
  let at = { ...place };
  let index = 0;
  let display = '';
  for (const character of text) {
    if (index === cursor) at = { ...place };
    index += character.length;
    if (character === '\n') {
      display += `\r\n${MORE}`;
      place.row++;
      place.col = MORE.length;
    } else {
      display += character;
      advance(place, character, cols);
    }
  }
  if (cursor >= index) at = { ...place };
  // A full row leaves the cursor on it; a blank brings it to the next one, where the next character belongs.
  const isFull = place.col === 0 && place.row > 0;
  if (isFull) place.col = 1;
  return { prompt, display: isFull ? `${display} ` : display, end: place, cursor: at };
}

function advance(place: { row: number; col: number }, text: string, cols: number): void {
  for (const character of text) {
    const width = isWide(character) ? 2 : 1;
    if (place.col + width > cols) {
      place.row++;
      place.col = 0;
    }
    place.col += width;
    if (place.col >= cols) {
      place.row++;
      place.col = 0;
    }
  }
}

/** East Asian wide characters and emoji take two columns. */
function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  );
}
