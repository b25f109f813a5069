const STORE = 'drillbook.table.notes';

/** Whether the facilitator's notes are on the screen; remembered, so that a shared screen stays clean after a reload. */
class OwnScreen {
  #hidden = $state(read() === 'hidden');

  get hidden(): boolean {
    return this.#hidden;
  }

  toggle(): void {
    this.#hidden = !this.#hidden;
    try {
      localStorage.setItem(STORE, this.#hidden ? 'hidden' : 'shown');
    } catch {
      // Forbidden storage: the choice lasts as long as the page.
    }
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

export const ownScreen = new OwnScreen();
