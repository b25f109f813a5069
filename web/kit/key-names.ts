/** How a key reads in a cap. Everything else reads as its upper-case letter or its own sign. */
const caps: Record<string, string> = {
  Enter: '⏎',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
};

/** "Ctrl+k" → ["Ctrl", "K"]; "g l" → ["G", "L"]. A lone "+" is itself. */
export function capsOf(keys: string): string[] {
  return keys
    .split(' ')
    .flatMap((stroke) => (stroke === '+' ? ['+'] : stroke.split('+')))
    .filter((key) => key !== '')
    .map((key) => caps[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/**
 * The stroke of a keyboard event in a binding's spelling: "a", "Ctrl+k", "Shift+Enter", "?", "Space".
 * Shift is named only where it does not already change the sign; Command counts as Ctrl.
 */
export function strokeOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const modifiers = [];
  if (event.ctrlKey || event.metaKey) modifiers.push('Ctrl');
  if (event.altKey) modifiers.push('Alt');
  if (event.shiftKey && (key.length > 1 || /[a-z]/.test(key))) modifiers.push('Shift');
  return [...modifiers, key].join('+');
}
