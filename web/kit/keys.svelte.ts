import { untrack } from 'svelte';
import { strokeOf } from './key-names.ts';

/** One thing that a key does. */
export interface Binding {
  /** Stable name, what a remapping is stored under: "alert.acknowledge". */
  id: string;
  /** Default keys: "a", "Ctrl+k", "Escape", "?", or a sequence "g l". */
  keys: string;
  /** What it does, as the foot bar, the `?` sheet and the palette say it: "acknowledge". */
  label: string;
  run: () => void;
  /** Heading in the `?` sheet. */
  group?: string;
  /** Shown in the foot bar. */
  foot?: boolean;
  /** Refuses without a sound while it is false; the palette leaves it out. */
  when?: () => boolean;
  /** Fires even while someone types. Only for Escape and strokes with Ctrl or Alt. */
  whileTyping?: boolean;
  /** Shown in the `?` sheet only: a part of the page listens to it by itself. */
  fixed?: boolean;
  /** Works above dialogs too. */
  everywhere?: boolean;
}

interface Stored {
  letters: boolean;
  remapped: Record<string, string>;
}

const STORE = 'drillbook.keys';
const SEQUENCE_MS = 1200;

/** True where a letter is text: fields, editors, terminals. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[contenteditable]:not([contenteditable="false"]), [role="textbox"], .xterm, .cm-editor'))
    return true;
  if (target.closest('textarea, select')) return true;
  const input = target.closest('input');
  return input !== null && !['button', 'checkbox', 'radio', 'submit', 'reset'].includes(input.type);
}

/** True where Enter, Space and the arrows already mean something to the element in focus. */
function isOperable(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button, a[href], summary, input, select, [role="option"]') !== null
  );
}

const nativeStrokes = new Set(['Enter', 'Space']);

/** Every key of the page in one place, so that `?`, the palette, the caps and remapping cannot disagree. */
export class Keys {
  /** Single keys without Ctrl or Alt; a person may switch them off. */
  letters = $state(true);
  #remapped: Record<string, string> = $state({});
  #entries: { binding: Binding; scope: string }[] = $state.raw([]);
  #scopes: string[] = $state.raw([]);
  #pending = '';
  #pendingUntil = 0;
  #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;

  constructor(storage?: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    try {
      const stored = JSON.parse(storage?.getItem(STORE) ?? '{}') as Partial<Stored>;
      this.letters = stored.letters !== false;
      for (const [id, keys] of Object.entries(stored.remapped ?? {}))
        if (typeof keys === 'string') this.#remapped[id] = keys;
    } catch {
      // A damaged or forbidden store is no reason to lose the keyboard: defaults serve.
    }
  }

  /** Bindings that can fire now, newest first for the same keys. */
  get active(): Binding[] {
    const top = this.#scopes.at(-1);
    return this.#entries
      .filter(({ binding, scope }) => top === undefined || binding.everywhere || scope === top)
      .map(({ binding }) => binding)
      .filter((b) => !b.fixed && b.when?.() !== false);
  }

  get all(): Binding[] {
    return this.#entries.map(({ binding }) => binding);
  }

  /** Adds bindings; the returned function takes them away. Inside `scope` they fire only while that scope is on top. */
  add(bindings: Binding[], scope = ''): () => void {
    const entries = bindings.map((binding) => ({ binding, scope }));
    // Whoever adds bindings in an effect does not depend on the others.
    untrack(() => (this.#entries = [...this.#entries, ...entries]));
    return () => {
      untrack(() => (this.#entries = this.#entries.filter((entry) => !entries.includes(entry))));
    };
  }

  /** A dialog takes the keyboard until the returned function gives it back. */
  enter(scope: string): () => void {
    untrack(() => (this.#scopes = [...this.#scopes, scope]));
    return () => {
      untrack(() => {
        const at = this.#scopes.lastIndexOf(scope);
        this.#scopes = this.#scopes.filter((_, i) => i !== at);
      });
    };
  }

  /** The keys of a binding as they are now, or undefined when it is unknown or a single key that is switched off. */
  keysOf(id: string): string | undefined {
    const binding = this.all.findLast((b) => b.id === id);
    const keys = this.#remapped[id] ?? binding?.keys;
    return keys !== undefined && (this.letters || !isPlain(keys)) ? keys : undefined;
  }

  isRemapped(id: string): boolean {
    return id in this.#remapped;
  }

  /** Gives a binding other keys. Returns the label of the binding that already has them, and then changes nothing. */
  remap(id: string, keys: string): string | undefined {
    const taken = this.all.find((b) => b.id !== id && !b.fixed && (this.#remapped[b.id] ?? b.keys) === keys);
    if (taken) return taken.label;
    const others = Object.entries(this.#remapped).filter(([other]) => other !== id);
    const isDefault = this.all.find((b) => b.id === id)?.keys === keys;
    this.#remapped = Object.fromEntries(isDefault ? others : [...others, [id, keys]]);
    this.#save();
    return undefined;
  }

  resetAll(): void {
    this.#remapped = {};
    this.letters = true;
    this.#save();
  }

  setLetters(on: boolean): void {
    this.letters = on;
    this.#save();
  }

  /** Handles one keydown; true when a binding ran. `nowMs` only times sequences. */
  handle(event: KeyboardEvent, nowMs = performance.now()): boolean {
    if (event.defaultPrevented || event.isComposing || ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key))
      return false;
    const stroke = strokeOf(event);
    const typing = isTyping(event.target);
    const sequence = nowMs < this.#pendingUntil ? `${this.#pending} ${stroke}` : stroke;
    this.#pendingUntil = 0;
    for (const candidate of sequence === stroke ? [stroke] : [sequence, stroke]) {
      const binding = this.#find(candidate, typing);
      if (!binding || (nativeStrokes.has(candidate) && isOperable(event.target))) continue;
      event.preventDefault();
      if (!event.repeat) binding.run();
      return true;
    }
    if (!typing && this.letters && this.active.some((b) => (this.keysOf(b.id) ?? '').startsWith(`${stroke} `))) {
      this.#pending = stroke;
      this.#pendingUntil = nowMs + SEQUENCE_MS;
    }
    return false;
  }

  #find(stroke: string, typing: boolean): Binding | undefined {
    return this.active.findLast((b) => {
      if ((this.#remapped[b.id] ?? b.keys) !== stroke) return false;
      if (isPlain(stroke) && !this.letters) return false;
      return !typing || (b.whileTyping === true && !isPlain(stroke));
    });
  }

  #save(): void {
    try {
      this.#storage?.setItem(
        STORE,
        JSON.stringify({ letters: this.letters, remapped: this.#remapped } satisfies Stored),
      );
    } catch {
      // Forbidden storage: the choice lasts as long as the page.
    }
  }
}

/** A stroke without Ctrl or Alt that would also be text, or a sequence of such strokes. */
function isPlain(keys: string): boolean {
  return keys.split(' ').some((stroke) => stroke.length === 1);
}

function pageStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** The page's keyboard. */
export const keys = new Keys(pageStorage());

/** Binds keys for as long as the calling component lives. Call during component initialisation. */
export function bindKeys(bindings: () => Binding[], scope = ''): void {
  // Touches the page's keyboard registry.
  $effect(() => keys.add(bindings(), scope));
}
