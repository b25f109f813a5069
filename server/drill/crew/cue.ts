import type { Scene } from './scene.ts';

/** Something that a bot wants to do, once. */
export interface Cue {
  /** Unique in the drill: what is done is remembered by it. */
  id: string;
  seat: string;
  /** Drill second of what it reacts to. */
  sinceS: number;
  /** Seconds until a person would begin to answer: between these two, drawn by the drill. */
  reactS: readonly [number, number];
  /** Waits while people type commands, and may be left out. */
  chatter: boolean;
  /** Pointless when it has not come out within so many seconds of its time. */
  staleS?: number;
  act: (scene: Scene) => BotAct | null;
}

export type BotAct =
  | { kind: 'say'; text: string }
  | { kind: 'read back'; message: string; text: string }
  | { kind: 'update'; condition: string; action: string; need: string; nextInMin: number }
  | { kind: 'note'; fact: 'known' | 'guess' | 'unknown'; text: string };

/** Characters that a colleague types in a second, with thinking. */
const TYPED_A_SECOND = 7;
const TYPING_AT_MOST_S = 18;

/** Drill second at which a cue comes out: reaction, then typing as long as its words take. */
export function dueS(scene: Pick<Scene, 'draw'>, { id, sinceS, reactS: [least, most] }: Cue, act: BotAct): number {
  const reaction = least + (most - least) * scene.draw('reaction', id);
  return Math.ceil(sinceS + reaction + Math.min(TYPING_AT_MOST_S, wordsOf(act).length / TYPED_A_SECOND));
}

/** One of several wordings, with what it speaks of put in place of `{name}`. */
export function wording(
  scene: Pick<Scene, 'draw'>,
  cue: string,
  wordings: readonly string[],
  values: Record<string, string | number> = {},
): string {
  const chosen = wordings[Math.floor(scene.draw('words', cue) * wordings.length)] ?? '';
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function wordsOf(act: BotAct): string {
  return act.kind === 'update' ? `${act.condition}${act.action}${act.need}` : act.text;
}
