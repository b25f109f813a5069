import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the product's tokens: every theme follows by itself. */
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--panel)', fontSize: 'var(--t-ui)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--accent)', padding: 'var(--s2) 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 30%, transparent)',
  },
  '.cm-selectionMatch': { background: 'var(--note-wash)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--raised) 55%, transparent)' },
  '.cm-gutters': { color: 'var(--ink-3)', backgroundColor: 'var(--panel)', borderRight: '1px solid var(--rule)' },
  '.cm-activeLineGutter': { color: 'var(--ink)', backgroundColor: 'var(--raised)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-wash)', outline: '1px solid var(--accent)' }, // prettier-ignore
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--panel)', border: '1px solid var(--edge)', borderRadius: 'var(--radius)' }, // prettier-ignore
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: 'var(--t-small)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px var(--s2)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { color: 'var(--on-accent)', backgroundColor: 'var(--accent-fill)' },
  '.cm-completionDetail': { color: 'inherit', fontStyle: 'normal', opacity: '0.8' },
  '.cm-tooltip .cm-completionInfo, .cm-tooltip.cm-completionInfo': { maxWidth: '20rem', padding: 'var(--s2)' },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--raised)' },
  '.cm-diagnostic': { padding: 'var(--s1) var(--s2)', borderLeft: '3px solid var(--note)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--edge)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad) 1px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--note) 1px' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline dotted var(--edge) 1px' },
  // Shapes as everywhere: a full block must be fixed, a triangle should be, a ring may be.
  '.cm-lint-marker': { content: '""', width: '0.75rem', height: '0.75rem', backgroundColor: 'var(--note)', clipPath: 'polygon(50% 0, 100% 100%, 0 100%)' }, // prettier-ignore
  '.cm-lint-marker-error': { content: '""', backgroundColor: 'var(--bad)', clipPath: 'none' },
  '.cm-lint-marker-info': { content: '""', backgroundColor: 'var(--ink-3)', clipPath: 'circle(30%)' },
  '.cm-foldPlaceholder': { color: 'var(--ink-2)', backgroundColor: 'var(--raised)', border: '1px solid var(--rule)' },
  '.cm-panel.cm-search': { padding: 'var(--s2)', fontSize: 'var(--t-ui)' },
  '.cm-panel.cm-search :is(input, button, label)': { font: 'inherit', width: 'auto' },
  '.cm-button': { color: 'var(--ink)', background: 'var(--panel)', border: '1px solid var(--edge)' },
  '.cm-textfield': { color: 'var(--ink)', background: 'var(--panel)', border: '1px solid var(--edge)' },
});

const words = HighlightStyle.define([
  { tag: tags.heading, color: 'var(--ink)', fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: tags.monospace, color: 'var(--ok)' },
  { tag: [tags.comment, tags.meta, tags.processingInstruction, tags.contentSeparator], color: 'var(--ink-3)' },
  { tag: tags.quote, color: 'var(--ink-2)' },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(words)];
