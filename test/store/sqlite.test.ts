import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from '../../server/store/sqlite.ts';
import { storeContract } from './contract.ts';

storeContract('the SQLite store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-store-'));
  return {
    open: () => sqliteStore(join(folder, 'drillbook.sqlite')),
    destroy: () => rmSync(folder, { recursive: true }),
  };
});
