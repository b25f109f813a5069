/** People and how they prove who they are. Tokens are stored as SHA-256 hashes only. */
export interface AccountStore {
  createPerson(person: Person): Promise<void>;
  person(id: string): Promise<Person | null>;
  /** The oldest facilitator, or null before the first start. */
  firstFacilitator(): Promise<Person | null>;

  createSession(session: Session): Promise<void>;
  /** The person behind a session that is neither expired nor revoked. */
  personBySession(tokenHash: string, nowMs: number): Promise<Person | null>;
  revokeSession(tokenHash: string): Promise<void>;
  revokeSessionsOf(person: string): Promise<void>;

  createLink(link: OneTimeLink): Promise<void>;
  /** Spends the link: of two simultaneous uses one gets the person. */
  useLink(tokenHash: string, nowMs: number): Promise<{ kind: 'person'; person: string } | { kind: 'used' | 'unknown' }>;

  setting(key: string): Promise<string | null>;
  setSetting(key: string, value: string): Promise<void>;
}

export interface Person {
  id: string;
  name: string;
  facilitator: boolean;
  createdMs: number;
}

export interface Session {
  tokenHash: string;
  person: string;
  createdMs: number;
  expiresMs: number;
}

export interface OneTimeLink {
  tokenHash: string;
  person: string;
  createdMs: number;
  expiresMs: number;
}
