/** The dialogs of the panel. */
export type ControlDialog =
  'assess' | 'checkpoint' | 'end' | 'inject' | 'jump' | 'persona' | 'rewind' | 'see-as' | 'signals' | 'stops' | 'trial';

/** Which dialog is open, and what about. One at a time. */
export class Asked {
  #what = $state<ControlDialog | null>(null);
  /** The inject to edit or try; null = a new one. */
  inject = $state<string | null>(null);
  /** Words that a nudge proposes. */
  ask = $state.raw<{ persona: string; text: string } | null>(null);

  constructor(first: ControlDialog | null) {
    this.#what = first;
  }

  is(what: ControlDialog): boolean {
    return this.#what === what;
  }

  open(what: ControlDialog, inject: string | null = null): void {
    this.inject = inject;
    this.ask = null;
    this.#what = what;
  }

  askAs(ask: { persona: string; text: string }): void {
    this.open('persona');
    this.ask = ask;
  }

  /** For a dialog's `open`: it closes itself. */
  set(what: ControlDialog, open: boolean): void {
    if (open) this.open(what);
    else if (this.is(what)) this.#what = null;
  }
}
