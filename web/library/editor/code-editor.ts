import { autocompletion } from '@codemirror/autocomplete';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import type { LintFinding, MetricWord } from '../../../server/protocol/library.ts';
import { withAdoptedStyles } from '../../room/terminal/adopted-styles.ts';
import { completeCondition } from './condition-completion.ts';
import { editorTheme } from './editor-theme.ts';
import { pageLanguage } from './page-language.ts';

/** The editor as its page uses it; nothing outside knows CodeMirror. */
export interface CodeEditor {
  text(): string;
  /** Replaces everything in one step that can be undone. */
  set(text: string): void;
  /** Puts lines below the cursor's line. */
  insert(text: string): void;
  mark(findings: readonly LintFinding[]): void;
  goTo(line: number): void;
  destroy(): void;
}

interface Options {
  parent: HTMLElement;
  text: string;
  label: string;
  metrics: () => readonly MetricWord[];
  onchange: (text: string) => void;
  /** The first line in view, while one scrolls. */
  onscroll: (line: number) => void;
}

const SEVERITY = { must: 'error', should: 'warning', may: 'info' } as const;

export function openCodeEditor({ parent, text, label, metrics, onchange, onscroll }: Options): CodeEditor {
  const build = () =>
    new EditorView({
      parent,
      doc: text,
      extensions: [
        basicSetup,
        // A file keeps its line ends; where they are mixed, a stray \r stays a character of its line.
        EditorState.lineSeparator.of(isCrLf(text) ? '\r\n' : '\n'),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true', tabindex: '0' }),
        pageLanguage,
        lintGutter(),
        autocompletion({ override: [completeCondition(metrics)] }),
        editorTheme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onchange(whole(update.view));
        }),
        EditorView.domEventHandlers({ scroll: (_, at) => onscroll(topLine(at)) }),
      ],
    });
  // The first editor of a page makes the one style element that CodeMirror has; the page's CSP wants a sheet instead.
  let view!: EditorView;
  withAdoptedStyles(() => (view = build()));
  return {
    text: () => whole(view),
    set: (to) => replaceAll(view, to),
    insert: (lines) => insertBelow(view, lines),
    mark: (findings) =>
      view.dispatch(setDiagnostics(view.state, findings.map((finding) => diagnostic(view.state.doc, finding)))), // prettier-ignore
    goTo: (line) => goTo(view, line),
    destroy: () => view.destroy(),
  };
}

function isCrLf(text: string): boolean {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text);
}

function whole(view: EditorView): string {
  return view.state.sliceDoc();
}

function replaceAll(view: EditorView, text: string): void {
  const { anchor } = view.state.selection.main;
  const changes = { from: 0, to: view.state.doc.length, insert: view.state.toText(text) };
  view.dispatch({ changes, selection: { anchor: Math.min(anchor, changes.insert.length) } });
}

function insertBelow(view: EditorView, text: string): void {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  const insert = view.state.toText(
    `${line.length === 0 ? '' : '\n\n'}${text}\n`.replaceAll('\n', view.state.lineBreak),
  );
  view.dispatch({
    changes: { from: line.to, insert },
    selection: { anchor: line.to + insert.length },
    scrollIntoView: true,
    userEvent: 'input',
  });
  view.focus();
}

function goTo(view: EditorView, line: number): void {
  const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
  view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: 'center' }) });
  view.focus();
}

function topLine(view: EditorView): number {
  return view.state.doc.lineAt(view.lineBlockAtHeight(view.scrollDOM.scrollTop).from).number;
}

/** Underlines what is written on the finding's lines, without their indentation. */
function diagnostic(doc: Text, { line, endLine, severity, message, rule, suggestion }: LintFinding): Diagnostic {
  const first = doc.line(Math.min(Math.max(1, line), doc.lines));
  const last = doc.line(Math.min(Math.max(line, endLine), doc.lines));
  const indent = first.text.length - first.text.trimStart().length;
  return {
    from: Math.min(first.from + indent, first.to),
    // A finding about a whole part would underline the page: its first line says where it is.
    to: last.number - first.number > 3 ? first.to : last.to,
    severity: SEVERITY[severity],
    message,
    source: rule,
    ...(suggestion
      ? { actions: [{ name: 'Take the wording', apply: (view: EditorView) => takeWording(view, suggestion) }] }
      : {}),
  };
}

function takeWording(view: EditorView, { at, remove, insert }: NonNullable<LintFinding['suggestion']>): void {
  const { doc, lineBreak } = view.state;
  const from = at > doc.lines ? doc.length : doc.line(Math.max(1, at)).from;
  const end = at + remove;
  const to = remove === 0 ? from : end > doc.lines ? doc.length : doc.line(end).from;
  const lead = at > doc.lines && doc.length > 0 && doc.line(doc.lines).length > 0 ? lineBreak : '';
  const text = lead + insert.map((line) => line + lineBreak).join('');
  view.dispatch({ changes: { from, to, insert: view.state.toText(text) }, userEvent: 'input' });
}
