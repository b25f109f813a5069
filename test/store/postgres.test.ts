import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../server/store/log-store.ts';
import { postgresStore } from '../../server/store/postgres.ts';
import { postgresPrograms, startPostgres } from '../support/postgres-server.ts';
import { storeContract } from './contract.ts';
import { aDrill, lines } from './entries.ts';

const programs = postgresPrograms();
const ignoreBrokenConnections = (): void => undefined;

if (programs !== null) {
  storeContract('the PostgreSQL store', async () => {
    const server = await startPostgres(programs);
    return { open: () => postgresStore(server.url, ignoreBrokenConnections), destroy: () => server.stop() };
  });

  describe('a PostgreSQL server that stops', () => {
    it('nothing is acknowledged meanwhile, and the same append succeeds afterwards', async () => {
      const server = await startPostgres(programs);
      const store = await postgresStore(server.url, ignoreBrokenConnections);
      const drill = aDrill();
      await store.createDrill(drill, lines(drill.id, 0, 1));
      const batch = lines(drill.id, 1, 2);
      server.pause();
      await expect(store.append(drill.id, 1, batch)).rejects.toThrow(StoreUnavailable);
      server.resume();
      await store.append(drill.id, 1, batch);
      expect(await store.read(drill.id)).toHaveLength(3);
      await store.close();
      server.stop();
    }, 60_000);
  });
} else if (process.env.CI) {
  it('PostgreSQL is installed where CI runs', () => {
    expect.fail('no /usr/lib/postgresql/*/bin/postgres: install Debian’s package `postgresql`');
  });
} else {
  describe('the PostgreSQL store', () => {
    it.skip('needs PostgreSQL (Debian: apt-get install postgresql)', () => undefined);
  });
}
