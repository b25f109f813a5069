import type { BotProcess } from '../bots/bot-process.ts';
import type { LoggedTrouble } from './trouble.ts';
import type { AnyEntry } from '../drill/entry.ts';
import type { Simulation } from '../drill/simulation.ts';
import type { RoomMessage, TickMessage } from '../protocol/events.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Audience } from '../protocol/roles.ts';
import type { ChecksMessage, TerminalMessage } from '../protocol/wire.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Completion, CompletionSetting, ShellResult, ShellSetting } from '../shell/host.ts';
import type { LogStore } from '../store/log-store.ts';
import type { Ticker } from './ticker.ts';

/** What the desk is made of; `main.ts` puts it together, tests with fakes of the outside world. */
export interface DeskParts {
  store: LogStore;
  shell: DeskShell;
  scenarios: ScenarioShelf;
  /** A world after its pre-roll. */
  simulate: (scenario: Scenario, seed: string) => Simulation;
  /** Version that new drills are pinned to; a drill of another one is not continued. */
  engine: string;
  ticker: Ticker;
  /** Unguessable whole number from 0 to `below` - 1. */
  draw: (below: number) => number;
  logError: (trouble: LoggedTrouble) => void;
  /** Bots in a process of their own. */
  bots: Pick<BotProcess, 'run'>;
}

/** What the desk asks of the shell host. */
export interface DeskShell {
  run(seat: string, line: string, setting: ShellSetting): Promise<ShellResult>;
  complete(seat: string, line: string, cursor: number, setting: CompletionSetting): Promise<Completion>;
  forget(seat: string): void;
}

export interface ScenarioShelf {
  /**
   * The scenario for one variant (null = any), or null when there is no such scenario or it has errors. With `runbooks`
   * only these pages of the library take part; the others stay as the scenario's folder has them.
   */
  scenario(id: string, variant: string | null, runbooks?: readonly string[]): Promise<Scenario | null>;
}

/** What a drill on this server may ask of the desk around it. */
export interface DeskAround {
  parts: DeskParts;
  adopt: Adopt;
}

/**
 * Makes another drill live. It is built from its entries before `keep` stores them, with what they bring about: one that
 * could not go on here is refused, and nothing is stored. Throws what `keep` throws.
 */
export type Adopt = (
  entries: readonly AnyEntry[],
  names: Record<string, string>,
  keep: (entries: readonly AnyEntry[]) => Promise<void>,
) => Promise<Refusal | null>;

/** Who hears what live drills bring about. */
export interface DeskListener {
  message(drill: string, audience: Audience, message: RoomMessage): void;
  /** Once a beat, the same for all audiences; may be lost. */
  tick(drill: string, message: TickMessage): void;
  /** All checks of faults under way, for the audiences that may know of them; each time the list has changed. */
  checks(drill: string, audiences: readonly Audience[], message: ChecksMessage): void;
  /** Output of a line that goes on, for the connections of the seat that typed it. */
  terminal(drill: string, seat: string, message: TerminalMessage): void;
  /** The seat's view has changed as a whole: its clients must join again. */
  rejoin(drill: string, seat: string, reason: string): void;
  /** The seat was taken away: its clients must stop. */
  removed(drill: string, seat: string, reason: string): void;
}
