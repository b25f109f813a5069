/** Words that somebody is typing: they survive a refresh of this tab, and go when they were sent. */
export class Draft {
  readonly #key: string;
  #text = $state('');

  /** @param what names the field, e.g. "note" @param drill the drill's id */
  constructor(what: string, drill: string) {
    this.#key = `drillbook.draft.${what}.${drill}`;
    this.#text = sessionStorage.getItem(this.#key) ?? '';
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    if (text === '') sessionStorage.removeItem(this.#key);
    else sessionStorage.setItem(this.#key, text);
  }
}
