/** One condition of a search: a word in the message or in a field's value, or a field that has a value. */
export type LogTerm =
  { kind: 'word'; text: string; not: boolean } | { kind: 'field'; key: string; value: string; not: boolean };

export type LogQuestion = { ok: true; terms: LogTerm[] } | { ok: false; problem: { message: string; at: number } };

/** Conditions of one search at most. */
const MAX_TERMS = 20;

/**
 * Reads the search language: words that must all occur, in any case; "quoted words" are one; `-` before a condition turns it
 * round; `key=value` is a field, `key="two words"` too, and `key=checkout-*` any value that begins so.
 */
export function readQuestion(text: string): LogQuestion {
  const terms: LogTerm[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const start = at;
    const not = text[at] === '-' && text.length > at + 1 && !/\s/.test(text[at + 1]!);
    if (text[at] === '-' && !not) return wrong('A "-" alone excludes nothing: write -word, without a space.', at);
    if (not) at++;
    const key = /^[A-Za-z_][\w.]*(?==)/.exec(text.slice(at))?.[0];
    if (key !== undefined) at += key.length + 1;
    else if (text[at] === '=') return wrong('There is no field before this "=": write key=value.', at);
    const value = readValue(text, at);
    if (value === null) return wrong('This quotation mark is never closed.', at);
    if (value.text === '') {
      const missing =
        key === undefined ? 'There is nothing between these quotation marks.' : `There is no value after "${key}=".`;
      return wrong(missing, key === undefined ? start : at - 1);
    }
    at = value.end;
    const plain = value.text.toLowerCase();
    terms.push(
      key === undefined
        ? { kind: 'word', text: plain, not }
        : { kind: 'field', key: key.toLowerCase(), value: plain, not },
    );
    if (terms.length > MAX_TERMS) return wrong(`A search has at most ${MAX_TERMS} conditions.`, start);
  }
  return { ok: true, terms };
}

/** A word or quoted words from `at`; null when the quotation does not end. */
function readValue(text: string, at: number): { text: string; end: number } | null {
  if (text[at] === '"') {
    const end = text.indexOf('"', at + 1);
    return end < 0 ? null : { text: text.slice(at + 1, end), end: end + 1 };
  }
  const word = /^[^\s"]*/.exec(text.slice(at))![0];
  return { text: word, end: at + word.length };
}

function wrong(message: string, at: number): LogQuestion {
  return { ok: false, problem: { message, at } };
}
