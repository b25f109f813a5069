import { describe, expect, test } from 'vitest';
import { LineEditor, type LineEffect } from '../../web/room/terminal/line-editor.ts';
import { layOut } from '../../web/room/terminal/line-layout.ts';
import { needsMore } from '../../web/room/terminal/needs-more.ts';
import { linksIn } from '../../web/room/terminal/output-links.ts';

const CTRL = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96);
const ALT = (letter: string) => `\x1b${letter}`;

/** Types keys one by one, as a terminal sends them; the line with `|` at the cursor. */
function typed(...keys: string[]): string {
  return shown(press(new LineEditor(), ...keys).editor);
}

function press(editor: LineEditor, ...keys: string[]): { editor: LineEditor; effects: LineEffect[] } {
  return { editor, effects: keys.flatMap((key) => editor.type(key)) };
}

function shown({ text, cursor }: { text: string; cursor: number }): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** An editor that has run these lines. */
function after(...lines: string[]): LineEditor {
  const editor = new LineEditor();
  for (const line of lines) press(editor, line, '\r');
  return editor;
}

describe('keys of readline', () => {
  test.each([
    ['text goes in at the cursor', ['ac', '\x1b[D', 'b'], 'ab|c'],
    ['Ctrl-A and Ctrl-E go to the ends', ['abc', CTRL('a'), 'x', CTRL('e'), 'y'], 'xabcy|'],
    ['Alt-B and Alt-F go by words', ['kubectl get pods', ALT('b'), ALT('b'), ALT('f')], 'kubectl get| pods'],
    ['Ctrl-K cuts to the end', ['get pods', ALT('b'), CTRL('k')], 'get |'],
    ['Ctrl-U cuts to the start', ['get pods', ALT('b'), CTRL('u')], '|pods'],
    ['Ctrl-W cuts back to a blank', ['cat /tmp/a.log', CTRL('w')], 'cat |'],
    ['Alt-Backspace cuts back to a sign', ['cat /tmp/a.log', ALT('\x7f')], 'cat /tmp/a.|'],
    ['Ctrl-Y puts back what was cut', ['get pods', CTRL('w'), CTRL('y'), CTRL('y')], 'get podspods|'],
    ['Ctrl-D and Delete take the character under the cursor', ['abc', CTRL('a'), CTRL('d'), '\x1b[3~'], '|c'],
    ['Backspace takes a whole character', ['a🙂', '\x7f'], 'a|'],
    ['Ctrl-T swaps two characters', ['gti', CTRL('b'), CTRL('t')], 'git|'],
    ['an unknown sequence is no text', ['a', '\x1b[15~'], 'a|'],
  ])('%s', (_what, keys, line) => expect(typed(...keys)).toBe(line));

  test('Enter runs the line and empties it', () => {
    const { editor, effects } = press(new LineEditor(), 'date', '\r');
    expect(effects).toEqual([{ kind: 'run', text: 'date' }]);
    expect(shown(editor)).toBe('|');
  });

  test('Ctrl-C drops the line, Ctrl-L clears and keeps it', () => {
    expect(press(new LineEditor(), 'rm -rf', CTRL('c'))).toMatchObject({
      effects: [{ kind: 'cancel' }],
      editor: { text: '' },
    });
    expect(press(new LineEditor(), 'dat', CTRL('l'))).toMatchObject({
      effects: [{ kind: 'clear' }],
      editor: { text: 'dat' },
    });
  });
});

describe('history', () => {
  test('the arrows go through it, and back to the line that was begun', () => {
    const editor = after('one', 'two', 'two');
    press(editor, 'begun', '\x1b[A');
    expect(editor.text).toBe('two');
    press(editor, '\x1b[A');
    expect(editor.text).toBe('one');
    expect(press(editor, '\x1b[A').effects).toEqual([{ kind: 'bell' }]);
    press(editor, '\x1b[B', '\x1b[B');
    expect(editor.text).toBe('begun');
  });

  test('Ctrl-R searches backwards, again goes further, Enter runs what was found', () => {
    const editor = after('kubectl get pods', 'date', 'kubectl logs x');
    press(editor, CTRL('r'), 'k', 'u');
    expect(editor.view('$ ')).toEqual({ prompt: "(reverse-i-search)`ku': ", text: 'kubectl logs x', cursor: 0 });
    press(editor, CTRL('r'));
    expect(editor.text).toBe('kubectl get pods');
    press(editor, CTRL('r'));
    expect(editor.view('$ ').prompt).toContain('failed');
    expect(press(editor, '\r').effects).toEqual([{ kind: 'run', text: 'kubectl get pods' }]);
  });

  test('a key that edits takes what the search found into the line', () => {
    const editor = after('kubectl get pods');
    press(editor, CTRL('r'), 'get', CTRL('e'), ' -w');
    expect(editor.view('$ ')).toEqual({ prompt: '$ ', text: 'kubectl get pods -w', cursor: 19 });
  });

  test('!! is the line before, and rings when there is none', () => {
    expect(press(after('id'), 'echo !!', '\r').effects).toEqual([{ kind: 'run', text: 'echo id' }]);
    expect(press(new LineEditor(), '!!', '\r').effects).toEqual([{ kind: 'bell' }]);
  });
});

describe('lines that are not whole', () => {
  test.each([
    "echo 'a",
    'echo a |',
    'echo a &&',
    'echo a \\',
    'cat <<EOF\nx',
    'for i in 1 2; do',
    'if true; then echo',
    'f() {',
  ])('%s asks for more', (line) => expect(needsMore(line)).toBe(true));
  test.each([
    'echo a',
    'echo \'do\' "then"',
    'cat <<EOF\nx\nEOF',
    'for i in 1 2; do echo $i; done',
    'echo a\\\\',
    'awk "{print}"',
  ])('%s is whole', (line) => expect(needsMore(line)).toBe(false));

  test('Enter goes on below until it is', () => {
    const editor = new LineEditor();
    expect(press(editor, "echo 'a", '\r').effects).toEqual([]);
    expect(press(editor, "b'", '\r').effects).toEqual([{ kind: 'run', text: "echo 'a\nb'" }]);
  });
});

describe('pasting', () => {
  test('one line goes into the line and does not run', () => {
    const editor = new LineEditor();
    press(editor, 'sudo ');
    editor.paste('rm -rf /\n');
    expect(shown(editor)).toBe('sudo rm -rf /|');
  });

  test('several lines ask first, then run one by one, a block as one', () => {
    const editor = new LineEditor();
    editor.paste('date\r\nfor i in 1 2; do\n echo $i\ndone\n');
    expect(editor.view('$ ').text).toContain('[2 lines: Enter runs them');
    expect(press(editor, 'x').effects).toEqual([{ kind: 'bell' }]);
    expect(press(editor, '\r').effects).toEqual([
      { kind: 'run', text: 'date' },
      { kind: 'run', text: 'for i in 1 2; do\n echo $i\ndone' },
    ]);
  });

  test('Ctrl-C drops them, and control characters are never typed', () => {
    const editor = new LineEditor();
    editor.paste('a\nb');
    expect(press(editor, CTRL('c')).effects).toEqual([{ kind: 'cancel' }]);
    editor.paste('ec\x1bho\x03');
    expect(editor.text).toBe('echo');
  });
});

describe('completion', () => {
  test('Tab asks, a second Tab in a row lists', () => {
    expect(press(new LineEditor(), 'ku', '\t', '\t').effects).toEqual([
      { kind: 'complete', list: false },
      { kind: 'complete', list: true },
    ]);
    expect(press(new LineEditor(), '\t', 'k', '\t').effects.at(-1)).toEqual({ kind: 'complete', list: false });
  });

  test('puts in what the options share, and a blank after the only one', () => {
    const { editor } = press(new LineEditor(), 'kubectl get po');
    expect(editor.complete(12, ['pods', 'podtemplates'])).toEqual([]);
    expect(shown(editor)).toBe('kubectl get pod|');
    expect(editor.complete(12, ['pods', 'podtemplates'])).toEqual(['pods', 'podtemplates']);
    editor.complete(12, ['pods']);
    expect(shown(editor)).toBe('kubectl get pods |');
  });

  test('leaves directories and flags with a value open', () => {
    const { editor } = press(new LineEditor(), 'cat /t');
    editor.complete(4, ['/tmp/']);
    expect(shown(editor)).toBe('cat /tmp/|');
  });
});

describe('where the line lies on the screen', () => {
  test('it wraps at the last column, and the cursor is where its character is', () => {
    expect(layOut({ prompt: '$ ', text: 'abcdef', cursor: 2 }, 5)).toEqual({
      prompt: '$ ',
      display: 'abcdef',
      end: { row: 1, col: 3 },
      cursor: { row: 0, col: 4 },
    });
  });

  test('a row that is exactly full leaves the cursor on the next', () => {
    const { display, cursor, end } = layOut({ prompt: '$ ', text: 'abc', cursor: 3 }, 5);
    expect({ display, cursor, end }).toEqual({ display: 'abc ', cursor: { row: 1, col: 0 }, end: { row: 1, col: 1 } });
  });

  test('further lines of a command stand behind >, and wide characters take two columns', () => {
    expect(layOut({ prompt: '$ ', text: 'a\nb', cursor: 3 }, 80)).toMatchObject({
      display: 'a\r\n> b',
      cursor: { row: 1, col: 3 },
    });
    expect(layOut({ prompt: '', text: '日本', cursor: 2 }, 80).cursor).toEqual({ row: 0, col: 4 });
  });
});

describe('links in the output', () => {
  const known = { components: ['checkout', 'orders-db', 'orders'], charts: ['p99'] };
  const targets = (line: string) => linksIn(line, known).map(({ target }) => target);

  test('services, pods, runbooks, charts and traces', () => {
    expect(targets('checkout-74wtcn4wvs-wq5bn calls orders-db, see RUN-001#2 and p99')).toEqual([
      { kind: 'logs', service: 'checkout', pod: 'checkout-74wtcn4wvs-wq5bn' },
      { kind: 'dashboard', of: 'orders-db' },
      { kind: 'runbook', id: 'RUN-001', step: 2 },
      { kind: 'chart', id: 'p99' },
    ]);
    expect(targets('status=200 trace=5f2c1d0009a40102')).toEqual([{ kind: 'trace', id: '5f2c1d0009a40102' }]);
  });

  test('words that only look like one are none', () => {
    expect(targets('checkouts checkout-config deadbeefdeadbeef')).toEqual([]);
  });

  test('say where they stand', () => {
    expect(linksIn('pod of checkout.', known)).toMatchObject([{ from: 7, to: 15, text: 'checkout' }]);
  });
});
