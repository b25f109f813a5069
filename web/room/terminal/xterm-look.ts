import type { ITheme } from '@xterm/xterm';
import { theme } from '../../kit/theme.svelte.ts';

/** Colours and letters from the page's tokens. */
export function xtermLook(): { theme: ITheme; fontFamily: string; fontSize: number } {
  const token = (name: `--${string}`) => theme.token(name);
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return {
    fontFamily: token('--font-mono'),
    fontSize: Math.max(12, Math.round(0.75 * root)),
    theme: {
      background: token('--sunk'),
      foreground: token('--ink'),
      cursor: token('--accent'),
      cursorAccent: token('--sunk'),
      selectionBackground: token('--accent-fill'),
      selectionForeground: token('--on-accent'),
      selectionInactiveBackground: token('--edge'),
      black: token('--ink-3'),
      red: token('--bad'),
      green: token('--ok'),
      yellow: token('--warn'),
      blue: token('--accent'),
      magenta: token('--ink-2'),
      cyan: token('--series-2'),
      white: token('--ink-2'),
      brightBlack: token('--ink-3'),
      brightRed: token('--bad'),
      brightGreen: token('--ok'),
      brightYellow: token('--note'),
      brightBlue: token('--accent'),
      brightMagenta: token('--ink-2'),
      brightCyan: token('--series'),
      brightWhite: token('--ink'),
      scrollbarSliderBackground: token('--rule'),
      scrollbarSliderHoverBackground: token('--edge'),
      scrollbarSliderActiveBackground: token('--edge'),
    },
  };
}
