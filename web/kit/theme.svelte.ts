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

  set(name: ThemeName): void {
    this.#name = name;
    document.documentElement.dataset['theme'] = name;
    try {
      localStorage.setItem(STORE, name);
    } catch {
      // Forbidden storage: the choice lasts as long as the page.
    }
  }

  next(): void {
    this.set(themeNames[(themeNames.indexOf(this.#name) + 1) % themeNames.length] ?? 'dark');
  }
}

export const theme = new Theme();
