import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ILink } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { copyText } from '../../kit/clipboard.ts';
import { withAdoptedStyles } from './adopted-styles.ts';
import type { LineEffect } from './line-editor.ts';
import { layOut, type LineLayout } from './line-layout.ts';
import { offerCopy } from './offer-copy.ts';
import { linksIn, type KnownNames, type LinkTarget } from './output-links.ts';
import type { Block, SessionScreen, TerminalSession } from './session.svelte.ts';
import { xtermLook } from './xterm-look.ts';

/** What the screen asks of the room. */
export interface ScreenRoom {
  run: (line: string) => Promise<void>;
  interrupt: () => void;
  complete: (line: string, cursor: number) => Promise<{ from: number; options: string[] }>;
  names: () => KnownNames;
  follow: (target: LinkTarget) => void;
  copied: (what: string) => void;
  /** Whether somebody may type at all. */
  responds: () => boolean;
}

/** Below this a pane (a phone's) scrolls sideways over a usual width instead of breaking every row. */
const NARROW_COLS = 56;
const USUAL_COLS = 80;
const SCROLLBACK = 5000;

/** One session on an xterm.js terminal. Made when its pane is shown, disposed with it; the session keeps what it showed. */
export class XtermScreen implements SessionScreen {
  readonly #session: TerminalSession;
  readonly #room: ScreenRoom;
  readonly #host: HTMLElement;
  readonly #term: Terminal;
  readonly #fit = new FitAddon();
  readonly #takeStyles: () => void;
  readonly #resizes: ResizeObserver;
  /** Where the line being typed stands now; null while there is none on the screen. */
  #drawn: LineLayout | null = null;
  #onPage = false;
  /** Escape was pressed: Tab leaves. */
  #leaving = false;
  #cols = 0;

  constructor(host: HTMLElement, session: TerminalSession, room: ScreenRoom) {
    this.#host = host;
    this.#session = session;
    this.#room = room;
    this.#term = new Terminal({
      allowProposedApi: true,
      convertEol: true,
      cursorStyle: 'bar',
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      scrollback: SCROLLBACK,
      lineHeight: 1.35,
      ...xtermLook(),
    });
    this.#takeStyles = withAdoptedStyles(() => this.#term.open(host));
    this.#term.loadAddon(this.#fit);
    this.#nameField();
    this.#listen();
    this.#resizes = new ResizeObserver(() => this.#resize());
    this.#resizes.observe(host.parentElement ?? host);
    this.#resize();
    session.screen = this;
    if (session.wantsFocus) this.focus();
  }

  write(block: Block): void {
    this.#erase();
    if (block.output !== null) this.#offerCopy(block.output);
    this.#term.write(block.text);
    this.#draw();
  }

  page(text: string | null): void {
    if (text === null) {
      if (this.#onPage) this.#term.write('\x1b[?1049l');
      this.#onPage = false;
      return;
    }
    this.#erase();
    if (!this.#onPage) this.#term.write('\x1b[?1049h');
    this.#onPage = true;
    const rows = text.replace(/\n$/, '').split('\n').slice(0, this.#term.rows);
    this.#term.write(`\x1b[2J\x1b[H${rows.map((row) => row.slice(0, this.#term.cols)).join('\n')}`);
  }

  clear(): void {
    this.#erase();
    this.#term.write('\x1b[2J\x1b[3J\x1b[H');
    this.#draw();
  }

  turned(): void {
    this.#erase();
    if (this.#session.busy === null) {
      const { ahead } = this.#session;
      this.#session.ahead = '';
      for (const key of ahead) this.#type(key);
    }
    this.#draw();
  }

  focus(): void {
    this.#session.wantsFocus = false;
    this.#term.focus();
  }

  /** Takes over the theme of the page, and the size of its letters. */
  dress(): void {
    Object.assign(this.#term.options, xtermLook());
    this.#resize();
  }

  set readable(on: boolean) {
    this.#term.options.screenReaderMode = on;
  }

  get selection(): string {
    return this.#term.getSelection();
  }

  dispose(): void {
    this.#resizes.disconnect();
    if (this.#session.screen === this) this.#session.screen = null;
    this.#term.dispose();
    this.#takeStyles();
  }

  #nameField(): void {
    const field = this.#term.textarea!;
    field.id = 'terminal-line';
    field.setAttribute('aria-label', 'Command line');
    field.setAttribute('aria-describedby', 'terminal-help');
    field.setAttribute('autocomplete', 'off');
  }

  #listen(): void {
    this.#term.onData((data) => this.#type(data));
    this.#term.attachCustomKeyEventHandler((event) => this.#isForTerminal(event));
    this.#term.registerLinkProvider({ provideLinks: (row, found) => found(this.#linksOn(row)) });
    // Before xterm's own: several lines must ask first.
    this.#host.addEventListener(
      'paste',
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!this.#canType) return;
        this.#session.editor.paste(event.clipboardData?.getData('text/plain') ?? '');
        this.#draw();
      },
      { capture: true },
    );
  }

  /** False hands a key to the browser and the room. */
  #isForTerminal(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const { key, ctrlKey, shiftKey, metaKey } = event;
    if (
      key === 'Tab' &&
      (this.#leaving || shiftKey || (this.#session.editor.text === '' && !this.#session.busy && this.#leaving))
    ) {
      this.#leaving = false;
      return false;
    }
    if (key !== 'Shift' && key !== 'Control') this.#leaving = key === 'Escape';
    if (ctrlKey && shiftKey && key.toLowerCase() === 'c') {
      event.preventDefault();
      const text = this.selection || this.#session.lastOutput;
      void copyText(text).then((done) => done && this.#room.copied(this.selection ? 'Selection' : 'Last output'));
      this.focus();
      return false;
    }
    // The browser pastes, and the paste comes as an event.
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'v') return false;
    // Keys of the page that mean nothing to a line.
    return !(metaKey || (ctrlKey && /^[1-9]$/.test(key)) || /^F\d+$/.test(key));
  }

  get #canType(): boolean {
    return this.#session.busy === null && this.#room.responds();
  }

  #type(data: string): void {
    const { busy } = this.#session;
    if (busy === 'following') {
      if (data === '\x03') this.#room.interrupt();
      else if (data === '\r') this.#term.write('\n');
      return;
    }
    if (busy === 'running') {
      this.#session.ahead += data;
      return;
    }
    if (!this.#room.responds()) return;
    void this.#carryOut(this.#session.editor.type(data));
  }

  /** Lines of a paste run one after the other; one that goes on leaves the others in the history. */
  async #carryOut(effects: readonly LineEffect[]): Promise<void> {
    if (effects.length === 0) this.#draw();
    for (const effect of effects) {
      if (this.#session.busy !== null) return;
      switch (effect.kind) {
        case 'run':
          await this.#room.run(effect.text);
          break;
        case 'complete':
          await this.#complete(effect.list);
          break;
        case 'cancel':
          this.#leaveLine('^C\n');
          break;
        case 'clear':
          this.#session.clear();
          break;
        case 'bell':
          this.#draw();
      }
    }
  }

  async #complete(list: boolean): Promise<void> {
    const { editor } = this.#session;
    const { text, cursor } = editor;
    const { from, options } = await this.#room.complete(text, cursor);
    if (editor.text !== text || editor.cursor !== cursor || this.#session.busy !== null) return;
    const choice = editor.complete(from, options);
    if (list && choice.length > 1) this.#leaveLine(`\n${inColumns(choice, this.#term.cols)}`);
    else this.#draw();
  }

  /** Leaves the line as it stands and goes on below it. */
  #leaveLine(text: string): void {
    if (this.#drawn) {
      const { cursor, end } = this.#drawn;
      this.#term.write(moved(cursor, end));
      this.#drawn = null;
    }
    this.#term.write(text);
    this.#draw();
  }

  /** Takes the line being typed off the screen. */
  #erase(): void {
    if (!this.#drawn) return;
    const { row } = this.#drawn.cursor;
    this.#term.write(`${row > 0 ? `\x1b[${row}A` : ''}\r\x1b[J`);
    this.#drawn = null;
  }

  #draw(): void {
    if (!this.#canType || this.#onPage) return this.#erase();
    const view = this.#session.editor.view(this.#session.prompt);
    const layout = layOut(view, this.#term.cols);
    const typed = this.#drawn && typedOnto(this.#drawn, layout);
    if (typed == null) {
      this.#erase();
      this.#term.write(`\x1b[34m${view.prompt}\x1b[0m${layout.display}${moved(layout.end, layout.cursor)}`);
    } else this.#term.write(typed);
    this.#drawn = layout;
    this.#keepCursorInView(layout.cursor.col);
  }

  /** On a narrow screen the pane scrolls sideways: the cursor stays in sight. */
  #keepCursorInView(col: number): void {
    const pane = this.#host.parentElement;
    const width = this.#host.querySelector('.xterm-screen')?.clientWidth ?? 0;
    if (!pane || pane.scrollWidth <= pane.clientWidth || width === 0) return;
    const x = (col / this.#term.cols) * width;
    pane.scrollLeft = x < pane.clientWidth * 0.8 ? 0 : x - pane.clientWidth / 2;
  }

  #resize(): void {
    const size = this.#fit.proposeDimensions();
    if (!size || !Number.isFinite(size.cols) || size.rows < 2) return;
    const cols = size.cols < NARROW_COLS ? USUAL_COLS : size.cols;
    if (cols === this.#cols && size.rows === this.#term.rows) return;
    const rewrite = cols !== this.#cols;
    this.#cols = cols;
    if (!rewrite) {
      this.#term.resize(cols, size.rows);
      return;
    }
    // Text that wrapped elsewhere cannot be found again: it is written anew.
    this.#drawn = null;
    this.#term.reset();
    this.#term.resize(cols, size.rows);
    for (const block of this.#session.blocks) {
      if (block.output !== null) this.#offerCopy(block.output);
      this.#term.write(block.text);
    }
    this.#draw();
  }

  #offerCopy(output: string): void {
    offerCopy(this.#term, output, () => this.#room.copied('Output'));
  }

  /** Links of one row of the buffer, 1-based; a word that wraps is no link. */
  #linksOn(row: number): ILink[] {
    const line = this.#term.buffer.active.getLine(row - 1)?.translateToString(true) ?? '';
    return linksIn(line, this.#room.names()).map(({ from, to, text, target }) => ({
      range: { start: { x: from + 1, y: row }, end: { x: to, y: row } },
      text,
      activate: () => this.#room.follow(target),
    }));
  }
}

/** What was typed at the end of a line that stands on the screen; null when more than that has changed. */
function typedOnto(before: LineLayout, now: LineLayout): string | null {
  const isAtEnd = ({ cursor, end }: LineLayout) => cursor.row === end.row && cursor.col === end.col;
  const grows = before.prompt === now.prompt && now.display.startsWith(before.display);
  return grows && isAtEnd(before) && isAtEnd(now) ? now.display.slice(before.display.length) : null;
}

function moved(from: { row: number; col: number }, to: { row: number; col: number }): string {
  const rows = from.row - to.row;
  const vertical = rows > 0 ? `\x1b[${rows}A` : rows < 0 ? `\x1b[${-rows}B` : '';
  return `${vertical}\r${to.col > 0 ? `\x1b[${to.col}C` : ''}`;
}

/** Names in as many columns as fit, sorted downwards as bash prints them. */
function inColumns(names: readonly string[], cols: number): string {
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const columns = Math.max(1, Math.floor(cols / width));
  const rows = Math.ceil(names.length / columns);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_each, column) => names[column * rows + row] ?? '')
      .map((name) => name.padEnd(width))
      .join('')
      .trimEnd(),
  )
    .join('\n')
    .concat('\n');
}
