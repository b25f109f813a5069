import { randomUUID } from 'node:crypto';
import type { Person } from '../store/account-store.ts';
import type { Store } from '../store/store.ts';
import { hashToken, newToken } from './token.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SESSION_MS = 30 * DAY_MS;
const LINK_MS = DAY_MS;

/** Who somebody is, as a cookie proves it. `tokenHash` names the session, for revoking it. */
export interface SignedIn {
  person: Person;
  tokenHash: string;
}

/** People, their sessions and the facilitator's one-time links. Shared by HTTP and sockets. */
export class Accounts {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #revoked: ((tokenHash: string) => void)[] = [];

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** The person of a session cookie's token, or null. Asked on every request: a revoked session ends at once. */
  async signedIn(token: string | null): Promise<SignedIn | null> {
    if (token === null) return null;
    const tokenHash = hashToken(token);
    const person = await this.#store.personBySession(tokenHash, this.#now());
    return person && { person, tokenHash };
  }

  /** Is this session, found earlier by `signedIn`, still good? */
  async sessionLives(tokenHash: string): Promise<boolean> {
    return (await this.#store.personBySession(tokenHash, this.#now())) !== null;
  }

  /** Makes a person without rights beyond the seats they are given. */
  async createGuest(name: string): Promise<Person> {
    const person = { id: randomUUID(), name, facilitator: false, createdMs: this.#now() };
    await this.#store.createPerson(person);
    return person;
  }

  /** Starts a session and returns the cookie's token. */
  async startSession(person: string): Promise<string> {
    const token = newToken();
    const createdMs = this.#now();
    await this.#store.createSession({
      tokenHash: hashToken(token),
      person,
      createdMs,
      expiresMs: createdMs + SESSION_MS,
    });
    return token;
  }

  async endSession(tokenHash: string): Promise<void> {
    await this.#store.revokeSession(tokenHash);
    for (const tell of this.#revoked) tell(tokenHash);
  }

  /** Hears of each session ended here, so that its live connections can be cut. */
  onRevoked(listener: (tokenHash: string) => void): void {
    this.#revoked.push(listener);
  }

  /** A token that signs the facilitator in once, within a day. The first call makes the facilitator. */
  async facilitatorLink(): Promise<string> {
    const facilitator = (await this.#store.firstFacilitator()) ?? (await this.#createFacilitator());
    const token = newToken();
    const createdMs = this.#now();
    await this.#store.createLink({
      tokenHash: hashToken(token),
      person: facilitator.id,
      createdMs,
      expiresMs: createdMs + LINK_MS,
    });
    return token;
  }

  /** Spends a one-time link: the session's token, or why not. */
  async enter(linkToken: string): Promise<{ kind: 'entered'; token: string } | { kind: 'used' | 'unknown' }> {
    const use = await this.#store.useLink(hashToken(linkToken), this.#now());
    return use.kind === 'person' ? { kind: 'entered', token: await this.startSession(use.person) } : use;
  }

  async #createFacilitator(): Promise<Person> {
    const person = { id: randomUUID(), name: 'Facilitator', facilitator: true, createdMs: this.#now() };
    await this.#store.createPerson(person);
    return person;
  }
}
