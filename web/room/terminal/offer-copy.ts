import type { Terminal } from '@xterm/xterm';
import { copyText } from '../../kit/clipboard.ts';

/** A button at the right end of the row where the terminal writes next; the keyboard has Ctrl+Shift+C. */
export function offerCopy(term: Terminal, output: string, copied: () => void): void {
  term.write('', () => {
    const marker = term.registerMarker(0);
    const place = marker && term.registerDecoration({ marker, anchor: 'right', x: 1, width: 5, layer: 'top' });
    place?.onRender((element) => {
      if (element.childElementCount === 0) element.append(button(output, copied));
    });
  });
}

function button(output: string, copied: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.tabIndex = -1;
  made.className = 'copy-output';
  made.textContent = 'copy';
  made.title = 'Copy this output';
  // The keyboard stays in the terminal, and no selection begins.
  made.addEventListener('mousedown', (event) => {
    event.preventDefault();
    event.stopPropagation();
  });
  made.addEventListener('click', () => void copyText(output).then((done) => done && copied()));
  return made;
}
