export type ThemeName = 'dark' | 'light' | 'projector';
export const themeNames: readonly ThemeName[] = ['dark', 'light', 'projector'];

const STORE = 'drillbook.theme';

function current(): ThemeName {
  const shown = document.documentElement.dataset['theme'];
  return themeNames.find((name) => name === shown) ?? 'dark';
}

/** The theme of the page. `/theme.js` set it before the first paint; this changes and remembers it. */
class Theme {
  #name: ThemeName = $state(current());

  get name(): ThemeName {
    return this.#name;
  }

  /** Root size over 16, for what is laid out in pixels: the projector's zoom. */
  get scale(): number {
    void this.#name;
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return Number.isFinite(size) && size > 0 ? size / 16 : 1;
  }

  /** A colour token's value now: `token('--series')`. */
  token(name: `--${string}`): string {
    void this.#name;
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  set(name: ThemeName): void {
    document.documentElement.dataset['theme'] = name;
    this.#name = name;
    try {
      localStorage.setItem(STORE, name);
    } catch {
      // Forbidden storage: the choice lasts as long as the page.
    }
  }

  /** Shows a theme without remembering it, for a page that has its own; the returned function gives back the old one. */
  borrow(name: ThemeName): () => void {
    const before = this.#name;
    const show = (shown: ThemeName) => {
      document.documentElement.dataset['theme'] = shown;
      this.#name = shown;
    };
    show(name);
    return () => show(before);
  }

  next(): void {
    this.set(themeNames[(themeNames.indexOf(this.#name) + 1) % themeNames.length] ?? 'dark');
  }
}

export const theme = new Theme();
