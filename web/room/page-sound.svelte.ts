const STORE = 'drillbook.sound';

/** A short two-tone call when a new page arrives. Off until a person asks for it, and remembered in this browser. */
class PageSound {
  on = $state(remembered());
  #audio: AudioContext | null = null;

  toggle(): void {
    this.on = !this.on;
    try {
      localStorage.setItem(STORE, this.on ? 'on' : 'off');
    } catch {
      // Forbidden storage: the choice lasts as long as the page.
    }
    this.ring();
  }

  /** Silent while the sound is off, and where the browser has not yet seen a click or a key. */
  ring(): void {
    if (!this.on) return;
    const audio = (this.#audio ??= new AudioContext());
    void audio.resume();
    [660, 880].forEach((pitchHz, index) => {
      const from = audio.currentTime + index * 0.18;
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.frequency.value = pitchHz;
      level.gain.setValueAtTime(0.0001, from);
      level.gain.exponentialRampToValueAtTime(0.12, from + 0.02);
      level.gain.exponentialRampToValueAtTime(0.0001, from + 0.16);
      tone.connect(level).connect(audio.destination);
      tone.start(from);
      tone.stop(from + 0.17);
    });
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(STORE) === 'on';
  } catch {
    return false;
  }
}

export const pageSound = new PageSound();
