/** Unexpected trouble, for the operator's log. Never shown to clients. */
export interface LoggedTrouble {
  drill: string;
  /** Where its log stood. */
  seq: number;
  what: string;
  error: unknown;
}
