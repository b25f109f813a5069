/** A fault's machine as plain data: its pending delays are on the world's agenda, so the state's path is all there is. */
export interface FaultState {
  id: string;
  /** Path of the active state, "holding" or "broken.partial". */
  state: string;
  fired: boolean;
  done: boolean;
  sinceS: number;
  visited: { state: string; fromS: number; toS: number | null }[];
}
