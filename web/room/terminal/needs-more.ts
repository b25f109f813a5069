/** Words that open a block, and what closes it. */
const BLOCKS: Readonly<Record<string, string>> = { do: 'done', then: 'fi', case: 'esac', '{': '}' };

/**
 * Whether bash would ask for another line: an open quote, a trailing `\`, `|`, `&&` or `||`, an open here-document or
 * block.
 */
export function needsMore(text: string): boolean {
  const { bare, open } = withoutQuotes(text);
  if (open || /(?:^|[^\\])(?:\\\\)*\\$/.test(text) || /(?:\||&&)\s*$/.test(bare)) return true;
  const heredoc = /<<-?\s*(["']?)(\w+)\1/.exec(text);
  if (heredoc)
    return !text
      .split('\n')
      .slice(1)
      .some((line) => line.trim() === heredoc[2]);
  const words = bare.split(/[\s;]+/);
  return Object.entries(BLOCKS).some(([opens, closes]) => count(words, opens) > count(words, closes));
}

function count(words: readonly string[], word: string): number {
  return words.filter((one) => one === word).length;
}

/** The text with quoted parts left out, and whether a quote is still open. */
function withoutQuotes(text: string): { bare: string; open: boolean } {
  let bare = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else bare += character;
  }
  return { bare, open: quote !== '' };
}
