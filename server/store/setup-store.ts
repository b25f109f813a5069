/** Set-ups that people keep before a drill, and the one that each drill was made from. */
export interface SetupStore {
  /** Newest first: the person's own draft, and everybody's templates. */
  setupsFor(person: string): Promise<StoredSetup[]>;
  setup(id: string): Promise<StoredSetup | null>;
  /** Of drills that were made from one, newest first. */
  drillSetups(): Promise<StoredSetup[]>;
  /** Writes it over the one with its id. */
  saveSetup(setup: StoredSetup): Promise<void>;
  /** Takes it away; nothing when there is none. */
  removeSetup(id: string): Promise<void>;
}

export interface StoredSetup {
  /** Of a draft `draft-<person>`, of a drill's the drill's id. */
  id: string;
  kind: 'draft' | 'template' | 'drill';
  person: string;
  name: string;
  /** JSON of `NewDrill`. */
  body: string;
  savedMs: number;
}
