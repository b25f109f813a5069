import { theme } from './theme.svelte.ts';

/** Paper is white: while a page prints it wears the light theme, whatever it is shown in. Call it in an effect. */
export function printLight(): () => void {
  let giveBack: (() => void) | null = null;
  const before = () => void (giveBack ??= theme.borrow('light'));
  const after = () => {
    giveBack?.();
    giveBack = null;
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    after();
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
