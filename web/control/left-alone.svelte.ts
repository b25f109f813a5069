import type { NudgeView } from '../../server/protocol/control.ts';

/** Nudges that the facilitator put aside: each stays away until it says something else. For this tab, this drill. */
export class LeftAlone {
  readonly #key: string;
  #left = $state<Record<string, string>>({});

  constructor(drill: string) {
    this.#key = `drillbook.left-alone.${drill}`;
    try {
      this.#left = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}') as Record<string, string>;
    } catch {
      // A damaged store is no reason to lose the panel: all nudges show again.
    }
  }

  leave(nudge: NudgeView): void {
    this.#left[nudge.id] = whatItSays(nudge);
    this.#save();
  }

  showAll(): void {
    this.#left = {};
    this.#save();
  }

  isLeft(nudge: NudgeView): boolean {
    return this.#left[nudge.id] === whatItSays(nudge);
  }

  #save(): void {
    sessionStorage.setItem(this.#key, JSON.stringify(this.#left));
  }
}

/** Numbers grow by themselves: the same words with another minute are no news. A pattern that begins anew is. */
function whatItSays({ state, sinceS, sentence }: NudgeView): string {
  return `${state} ${sinceS} ${sentence.replace(/\d+/g, '#')}`;
}
