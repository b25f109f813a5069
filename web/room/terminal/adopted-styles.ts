/**
 * Runs `build` while `<style>` elements made by it become constructed style sheets: our Content-Security-Policy refuses
 * inline style elements, and xterm writes its theme into them. Returns what takes the sheets away again. Everything in
 * here is synchronous, so nobody else makes elements meanwhile.
 */
export function withAdoptedStyles(build: () => void): () => void {
  const sheets: CSSStyleSheet[] = [];
  const make = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) =>
    name === 'style' ? styleHolder(make, sheets) : make(name, options)) as typeof document.createElement;
  try {
    build();
  } finally {
    // The prototype's own method shows again.
    delete (document as { createElement?: unknown }).createElement;
  }
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
  };
}

/** Looks like a style element to whoever writes `textContent`; stands empty and hidden in the page. */
function styleHolder(make: (name: string) => HTMLElement, sheets: CSSStyleSheet[]): HTMLElement {
  const holder = make('span');
  const sheet = new CSSStyleSheet();
  sheets.push(sheet);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let text = '';
  holder.hidden = true;
  Object.defineProperty(holder, 'textContent', {
    get: () => text,
    set: (css: string) => {
      text = css;
      sheet.replaceSync(css);
    },
  });
  return holder;
}
