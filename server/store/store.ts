import type { AccountStore } from './account-store.ts';
import type { LibraryStore } from './library-store.ts';
import type { LogStore } from './log-store.ts';
import type { SetupStore } from './setup-store.ts';

/** Everything that is kept between two starts of the server. */
export interface Store extends LogStore, AccountStore, LibraryStore, SetupStore {
  readonly kind: 'memory' | 'sqlite' | 'postgres';
  /** Waits for what is queued, then lets go of the file or the connections. */
  close(): Promise<void>;
}
