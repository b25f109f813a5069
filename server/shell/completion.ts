/** Where the word under the cursor starts, its text, and the words before it in the same command of the pipeline. */
export interface CursorWord {
  from: number;
  word: string;
  argv: string[];
}

/** Splits like bash does for completion: blanks separate words, `|`, `;`, `&` and `(` start a command, quotes group. */
export function wordAtCursor(line: string, cursor: number): CursorWord {
  const typed = line.slice(0, cursor);
  let argv: string[] = [];
  let word = '';
  let from = 0;
  let quote = '';
  let inWord = false;
  for (const [at, character] of [...typed.matchAll(/[\s\S]/gu)].map((match) => [match.index, match[0]] as const)) {
    if (quote) {
      if (character === quote) quote = '';
      else word += character;
    } else if (/\s/.test(character) || '|;&('.includes(character)) {
      if (inWord) argv.push(word);
      if ('|;&('.includes(character)) argv = [];
      inWord = false;
      word = '';
      from = at + character.length;
    } else {
      if (!inWord) from = at;
      inWord = true;
      if (character === '"' || character === "'") quote = character;
      else word += character;
    }
  }
  return { from: inWord ? from : cursor, word, argv };
}
