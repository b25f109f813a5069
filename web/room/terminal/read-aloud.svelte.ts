const STORE = 'drillbook.terminal.reader';

/** Whether terminals build the tree that screen readers walk row by row. It costs speed, so a person asks for it. */
class ReadAloud {
  #on = $state(stored());

  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    this.#on = !this.#on;
    try {
      localStorage.setItem(STORE, this.#on ? 'on' : 'off');
    } catch {
      // Forbidden storage: the choice lasts as long as the page.
    }
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORE) === 'on';
  } catch {
    return false;
  }
}

export const readAloud = new ReadAloud();
