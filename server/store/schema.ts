/** The tables as Kysely sees them. The same on SQLite and PostgreSQL: text, integers, milliseconds as whole numbers. */
export interface Tables {
  drills: {
    id: string;
    scenario: string;
    cover: string;
    join_code: string;
    created_by: string;
    created_ms: number;
    /** Raised by each claim; an append states the epoch it was claimed at. */
    epoch: number;
    last_seq: number;
  };
  entries: {
    drill: string;
    seq: number;
    kind: string;
    v: number;
    sim_ms: number;
    wall_ms: number;
    seat: string | null;
    command: string | null;
    /** JSON. */
    payload: string;
    hash: string;
  };
  seat_names: { drill: string; seat: string; name: string };
  seats: { drill: string; seat: string; person: string };
  invites: { token_hash: string; drill: string; kind: string; created_ms: number; expires_ms: number };
  /** Keyed by hash and variant; `body` is JSON. */
  packs: { hash: string; variant: string; scenario: string; body: string; saved_ms: number };
  /** `body` is JSON. */
  readings: { drill: string; body: string; saved_ms: number };
  runbooks: { id: string; path: string; origin: string; draft: number; retired: number; version: number };
  runbook_versions: {
    runbook: string;
    version: number;
    /** A JSON string. */
    text: string;
    hash: string;
    author: string;
    at_ms: number;
    note: string;
    drill: string | null;
    gap: string | null;
    commit_id: string | null;
  };
  /** Bodies are JSON. */
  runbook_care: { runbook: string; body: string };
  gap_states: { drill: string; gap: string; body: string };
  bot_checks: { runbook: string; version: number; at_ms: number; body: string };
  /** `name` and `body` are JSON strings. */
  setups: { id: string; kind: string; person: string; name: string; body: string; saved_ms: number };
  people: { id: string; name: string; facilitator: 0 | 1; created_ms: number };
  sessions: { token_hash: string; person: string; created_ms: number; expires_ms: number };
  links: { token_hash: string; person: string; created_ms: number; expires_ms: number; used_ms: number | null };
  settings: { key: string; value: string };
}
