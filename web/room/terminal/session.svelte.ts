import type { TerminalResult } from '../../../server/protocol/commands.ts';
import type { TerminalMessage } from '../../../server/protocol/wire.ts';
import { LineEditor } from './line-editor.ts';

/** A piece of what the terminal shows, in terminal codes. `output` is its plain text, for copying. */
export interface Block {
  text: string;
  output: string | null;
}

/** The screen that shows a session at the moment; a session lives on without one. */
export interface SessionScreen {
  write(block: Block): void;
  /** `watch` draws its whole screen anew; null gives the ordinary screen back. */
  page(text: string | null): void;
  clear(): void;
  /** The session has become free, or is not any more. */
  turned(): void;
  focus(): void;
}

/** What a shell says before its first line: the account and the host that every drill gives its fixers. */
const FIRST_PROMPT = 'oncall@bastion:~$ ';

/** Blocks kept for a screen that is made later. */
const BLOCKS_KEPT = 400;

const INK = { prompt: '\x1b[34m', line: '\x1b[1m', failed: '\x1b[33m', aside: '\x1b[90m', plain: '\x1b[0m' };

/** One shell of this seat: its scrollback, the line being typed, and whether something runs in it. */
export class TerminalSession {
  readonly id: string;
  name = $state('');
  prompt = $state(FIRST_PROMPT);
  /** A line runs, or goes on. */
  busy = $state<'running' | 'following' | null>(null);
  /** The line that runs. */
  line = $state('');
  /** Output of the last lines as text, newest last: what is read aloud. */
  spoken = $state.raw<readonly string[]>([]);
  readonly editor = new LineEditor();
  blocks: Block[] = [];
  /** Keys that came while a line ran. */
  ahead = '';
  screen: SessionScreen | null = null;
  /** The keyboard shall be here as soon as there is a screen. */
  wantsFocus = false;
  #page = '';

  constructor(id: string, name = id) {
    this.id = id;
    this.name = name;
  }

  get lastOutput(): string {
    return this.blocks.findLast(({ output }) => output !== null)?.output ?? '';
  }

  /** What an earlier page showed. */
  restore(lines: readonly TerminalResult[]): void {
    for (const result of lines) {
      this.editor.remember(result.line);
      this.#add(echoOf(result.prompt, result.line));
      this.#addOutput(result);
      this.prompt = result.nextPrompt;
      if (result.following) this.#goOn(result.line);
    }
  }

  begin(line: string): void {
    this.#add(echoOf(this.prompt, line));
    this.line = line;
    this.busy = 'running';
    this.screen?.turned();
  }

  /** The line was answered; one that goes on keeps the session. */
  end(result: TerminalResult): void {
    this.#addOutput(result);
    this.prompt = result.nextPrompt;
    if (result.following) this.#goOn(result.line);
    else this.#free();
  }

  /** It was not run at all. */
  refuse(message: string): void {
    this.#add({ text: `${INK.failed}${message}${INK.plain}\n`, output: null });
    this.#free();
  }

  hear({ mode, text, ended }: TerminalMessage): void {
    if (mode === 'screen') {
      this.#page = text;
      this.screen?.page(text);
    } else if (text !== '') {
      this.#leavePage();
      this.#add({ text, output: text });
    }
    if (!ended) return;
    this.#leavePage();
    this.prompt = ended.nextPrompt;
    this.#free();
  }

  clear(): void {
    this.blocks = [];
    this.screen?.clear();
  }

  /** Note of the terminal itself, such as a list of completions. */
  note(text: string): void {
    this.#add({ text, output: null });
  }

  focus(): void {
    this.wantsFocus = true;
    this.screen?.focus();
  }

  #goOn(line: string): void {
    this.line = line;
    this.busy = 'following';
    this.screen?.turned();
  }

  #free(): void {
    this.busy = null;
    this.line = '';
    this.screen?.turned();
  }

  /** The last page of `watch` stays in the scrollback when it ends. */
  #leavePage(): void {
    if (this.#page === '') return;
    const page = this.#page;
    this.#page = '';
    this.screen?.page(null);
    this.#add({ text: ended(page), output: page });
  }

  #addOutput({ stdout, stderr, exitCode }: TerminalResult): void {
    const errors = stderr === '' ? '' : `${exitCode === 0 ? INK.aside : INK.failed}${ended(stderr)}${INK.plain}`;
    if (stdout + stderr !== '') this.#add({ text: ended(stdout) + errors, output: stdout + stderr });
  }

  #add(block: Block): void {
    this.blocks = [...this.blocks, block].slice(-BLOCKS_KEPT);
    if (block.output !== null) this.spoken = [...this.spoken, block.output].slice(-20);
    this.screen?.write(block);
  }
}

function echoOf(prompt: string, line: string): Block {
  return {
    text: `${INK.prompt}${prompt}${INK.plain}${INK.line}${line.replace(/\n/g, '\n> ')}${INK.plain}\n`,
    output: null,
  };
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
