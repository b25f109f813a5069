/** What a screen reader should hear now. `assertive` only for a page (an alert that needs a person). */
class Announcer {
  polite = $state('');
  assertive = $state('');

  say(text: string, urgency: 'polite' | 'assertive' = 'polite'): void {
    // The same sentence twice must be heard twice: a changed space makes it new text.
    this[urgency] = this[urgency] === text ? `${text}\u00a0` : text;
  }
}

export const announcer = new Announcer();
