import { needsMore } from './needs-more.ts';

/** What a key asks of the terminal around the line. */
export type LineEffect =
  | { kind: 'run'; text: string }
  /** `list` on the second Tab in a row: show what there is. */
  | { kind: 'complete'; list: boolean }
  | { kind: 'cancel' }
  | { kind: 'clear' }
  | { kind: 'bell' };

/** The line as it is to be drawn. `cursor` counts UTF-16 units of `text`. */
export interface LineView {
  prompt: string;
  text: string;
  cursor: number;
}

const CONTROL = {
  '\x01': 'home',
  '\x02': 'left',
  '\x04': 'delete',
  '\x05': 'end',
  '\x06': 'right',
  '\x08': 'backspace',
  '\x0b': 'killRight',
  '\x0c': 'clear',
  '\x0e': 'newer',
  '\x10': 'older',
  '\x12': 'search',
  '\x14': 'swap',
  '\x15': 'killLeft',
  '\x17': 'killWord',
  '\x19': 'yank',
  '\x7f': 'backspace',
  '\x1bb': 'wordLeft',
  '\x1bf': 'wordRight',
  '\x1bd': 'killWordRight',
  '\x1b\x7f': 'killWordLeft',
  '\x1b[A': 'older',
  '\x1bOA': 'older',
  '\x1b[B': 'newer',
  '\x1bOB': 'newer',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[3~': 'delete',
  '\x1b[1;5C': 'wordRight',
  '\x1b[1;3C': 'wordRight',
  '\x1b[1;5D': 'wordLeft',
  '\x1b[1;3D': 'wordLeft',
} as const;

type Move = (typeof CONTROL)[keyof typeof CONTROL];

/** The line being typed, with the keys of bash's readline (Emacs mode). Knows nothing of screens and servers. */
export class LineEditor {
  text = '';
  cursor = 0;
  /** Oldest first, without repetitions in a row. */
  readonly history: string[] = [];
  /** Lines of a paste that wait for a yes. */
  pasted: string[] | null = null;
  #recalled: number | null = null;
  #draft = '';
  #killed = '';
  #search: { query: string; at: number } | null = null;
  #tabs = 0;

  /** Takes what the terminal sends for one key, or several typed characters. */
  type(data: string): LineEffect[] {
    if (this.pasted) return this.#answerPaste(data);
    const tabs = data === '\t' ? this.#tabs + 1 : 0;
    this.#tabs = tabs;
    if (data === '\t') return this.#search ? this.#acceptSearch() : [{ kind: 'complete', list: tabs > 1 }];
    if (data === '\r' || data === '\n') return this.#enter();
    if (data === '\x03') return this.#cancel();
    if (this.#search && this.#searching(data)) return [];
    this.#acceptSearch();
    if (data === '\x0c') return [{ kind: 'clear' }];
    const move = (CONTROL as Record<string, Move>)[data];
    if (move) return this.#move(move);
    // An unknown key sequence is no text.
    if (data.startsWith('\x1b')) return [];
    for (const key of data) {
      if (key === '\r' || key === '\n') return [...this.#enter()];
      if (key >= ' ') this.#insert(key);
    }
    return [];
  }

  /** Pasted text goes into the line; several lines wait for Enter, so that nothing runs by accident. */
  paste(text: string): void {
    const clean = printable(text.replace(/\r\n?/g, '\n')).replace(/\n+$/, '');
    const lines = commandsOf(this.text.slice(0, this.cursor) + clean + this.text.slice(this.cursor));
    if (lines.length > 1) this.pasted = lines;
    else this.#insert(clean);
  }

  /** Puts in what the options share. Returns those to choose from when nothing could be added. */
  complete(from: number, options: readonly string[]): readonly string[] {
    const [first] = options;
    if (first === undefined) return [];
    const shared = options.reduce(sharedStart);
    const whole = options.length === 1 && !/[/=]$/.test(shared) ? `${shared} ` : shared;
    if (whole.length > this.cursor - from) {
      this.text = this.text.slice(0, from) + whole + this.text.slice(this.cursor);
      this.cursor = from + whole.length;
      return [];
    }
    return options.length > 1 ? options : [];
  }

  /** Notes a line for ↑, Ctrl-R and `!!`. */
  remember(line: string): void {
    if (line.trim() !== '' && this.history.at(-1) !== line) this.history.push(line);
  }

  view(prompt: string): LineView {
    if (this.pasted) {
      const text = `${this.pasted.join('\n')}\n[${this.pasted.length} lines: Enter runs them one after the other, Ctrl-C drops them]`;
      return { prompt, text, cursor: text.length };
    }
    if (!this.#search) return { prompt, text: this.text, cursor: this.cursor };
    const failed = this.#search.query !== '' && this.#search.at < 0 ? 'failed ' : '';
    return { prompt: `(${failed}reverse-i-search)\`${this.#search.query}': `, text: this.text, cursor: this.cursor };
  }

  #enter(): LineEffect[] {
    this.#acceptSearch();
    const expanded = this.#expand(this.text);
    if (expanded === null) return [{ kind: 'bell' }];
    if (needsMore(expanded)) {
      this.cursor = this.text.length;
      this.#insert('\n');
      return [];
    }
    this.remember(expanded);
    this.#reset();
    return [{ kind: 'run', text: expanded }];
  }

  /** `!!` is the line before, `!$` its last word; null when there is none. */
  #expand(text: string): string | null {
    if (!/![!$]/.test(text)) return text;
    const last = this.history.at(-1);
    if (last === undefined) return null;
    return text.replace(/!!/g, () => last).replace(/!\$/g, () => last.trim().split(/\s+/).at(-1) ?? '');
  }

  #cancel(): LineEffect[] {
    this.#search = null;
    this.#reset();
    return [{ kind: 'cancel' }];
  }

  #reset(): void {
    this.text = '';
    this.cursor = 0;
    this.#recalled = null;
    this.pasted = null;
  }

  #answerPaste(data: string): LineEffect[] {
    const lines = this.pasted ?? [];
    if (data === '\r') {
      this.#reset();
      for (const line of lines) this.remember(line);
      return lines.map((text) => ({ kind: 'run', text }));
    }
    if (data === '\x03' || data === '\x1b') return this.#cancel();
    return [{ kind: 'bell' }];
  }

  #insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
  }

  #move(move: Move): LineEffect[] {
    const { text, cursor } = this;
    switch (move) {
      case 'home':
        this.cursor = 0;
        return [];
      case 'end':
        this.cursor = text.length;
        return [];
      case 'left':
        this.cursor = before(text, cursor);
        return [];
      case 'right':
        this.cursor = after(text, cursor);
        return [];
      case 'wordLeft':
        this.cursor = wordStart(text, cursor);
        return [];
      case 'wordRight':
        this.cursor = wordEnd(text, cursor);
        return [];
      case 'backspace':
        return this.#cut(before(text, cursor), cursor, false);
      case 'delete':
        return this.#cut(cursor, after(text, cursor), false);
      case 'killLeft':
        return this.#cut(0, cursor);
      case 'killRight':
        return this.#cut(cursor, text.length);
      case 'killWord':
        return this.#cut(blankWordStart(text, cursor), cursor);
      case 'killWordLeft':
        return this.#cut(wordStart(text, cursor), cursor);
      case 'killWordRight':
        return this.#cut(cursor, wordEnd(text, cursor));
      case 'yank':
        this.#insert(this.#killed);
        return [];
      case 'swap':
        return this.#swap();
      case 'older':
        return this.#recall(-1);
      case 'newer':
        return this.#recall(1);
      case 'clear':
        return [{ kind: 'clear' }];
      case 'search':
        this.#search = { query: '', at: this.history.length };
        return [];
    }
  }

  #cut(from: number, to: number, keep = true): LineEffect[] {
    if (from === to) return [];
    if (keep) this.#killed = this.text.slice(from, to);
    this.text = this.text.slice(0, from) + this.text.slice(to);
    this.cursor = from;
    return [];
  }

  #swap(): LineEffect[] {
    const at = this.cursor === this.text.length ? before(this.text, this.cursor) : this.cursor;
    const left = before(this.text, at);
    const right = after(this.text, at);
    if (left === at) return [{ kind: 'bell' }];
    this.text =
      this.text.slice(0, left) + this.text.slice(at, right) + this.text.slice(left, at) + this.text.slice(right);
    this.cursor = right;
    return [];
  }

  #recall(by: 1 | -1): LineEffect[] {
    const at = (this.#recalled ?? this.history.length) + by;
    if (at < 0 || at > this.history.length) return [{ kind: 'bell' }];
    if (this.#recalled === null) this.#draft = this.text;
    this.#recalled = at === this.history.length ? null : at;
    this.text = this.history[at] ?? this.#draft;
    this.cursor = this.text.length;
    return [];
  }

  /** Takes a key of an incremental search; false ends the search with it. */
  #searching(data: string): boolean {
    const search = this.#search!;
    if (data === '\x12') this.#find(search.query, search.at - 1);
    else if (data === '\x7f') this.#find(search.query.slice(0, -1), this.history.length - 1);
    else if (data === '\x07' || data === '\x1b') {
      this.#search = null;
      if (data === '\x07') this.#reset();
    } else if (data >= ' ' && !data.startsWith('\x1b'))
      this.#find(search.query + data, Math.min(search.at, this.history.length - 1));
    else return false;
    return true;
  }

  #find(query: string, from: number): void {
    const at =
      query === ''
        ? this.history.length
        : this.history.findLastIndex((line, index) => index <= from && line.includes(query));
    const found = this.history[at];
    this.#search = { query, at: found === undefined && query !== '' ? -1 : at };
    if (found === undefined) return;
    this.text = found;
    this.cursor = found.indexOf(query);
  }

  #acceptSearch(): LineEffect[] {
    this.#search = null;
    return [];
  }
}

/** Text without control characters, line ends and tabs aside: a paste presses no keys. */
function printable(text: string): string {
  return [...text].filter((one) => (one >= ' ' && one !== '\x7f') || one === '\n' || one === '\t').join('');
}

/** Pasted text as the commands that bash would read one after the other. */
function commandsOf(text: string): string[] {
  const commands: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    open = open === '' ? line : `${open}\n${line}`;
    if (needsMore(open)) continue;
    if (open.trim() !== '') commands.push(open);
    open = '';
  }
  return open === '' ? commands : [...commands, open];
}

function sharedStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}

/** Steps over a whole character, surrogate pairs included. */
function before(text: string, at: number): number {
  return at - ([...text.slice(0, at)].at(-1)?.length ?? 0);
}

function after(text: string, at: number): number {
  return at + ([...text.slice(at)][0]?.length ?? 0);
}

function wordStart(text: string, at: number): number {
  return /[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(text.slice(0, at))!.index;
}

function wordEnd(text: string, at: number): number {
  return at + /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(at))![0].length;
}

function blankWordStart(text: string, at: number): number {
  return /\S*\s*$/.exec(text.slice(0, at))!.index;
}
