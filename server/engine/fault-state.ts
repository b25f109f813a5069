/** A fault's machine as plain data: its pending delays are on the world's agenda, so the state's path is all there is. */
export interface FaultState {
  id: string;
  /** Path of the active state, "holding" or "broken.partial". */
  state: string;
  fired: boolean;
  done: boolean;
  sinceS: number;
  /** Where its dials were set when it was fired, in their own units; absent = as the scenario has them. */
  dials?: Record<string, number>;
  visited: { state: string; fromS: number; toS: number | null }[];
}
