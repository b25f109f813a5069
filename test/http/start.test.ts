import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig, type Config } from '../../server/config.ts';
import { StartError } from '../../server/start-error.ts';
import { startServer } from '../../server/start.ts';

const log = pino({ level: 'silent' });

describe('the configuration', () => {
  it('listens on loopback, port 3000, in ./data, quiet on a terminal', () => {
    expect(readConfig({}, {}, true)).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: join(process.cwd(), 'data'),
      databaseUrl: null,
      logLevel: 'warn',
      publicUrl: null,
      runbooksDir: null,
    } satisfies Config);
    expect(readConfig({}, {}, false).logLevel).toBe('info');
  });

  it('flags win over the environment', () => {
    const env = { PORT: '4000', HOST: '10.0.0.1', DATA_DIR: '/a' };
    expect(readConfig(env, { port: '5000', host: '0.0.0.0', data: '/b' }, true)).toMatchObject({
      port: 5000,
      host: '0.0.0.0',
      dataDir: '/b',
    });
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is "abc"; give a number from 0 to 65535, e.g. 3000.'],
    [{ PORT: '70000' }, 'PORT is "70000"; give a number from 0 to 65535, e.g. 3000.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; give one of silent, fatal, error, warn, info, debug, trace.'],
    [
      { DATABASE_URL: 'mysql://root:secret@db' },
      'DATABASE_URL must start with postgres://; leave it out to use the embedded database.',
    ],
    [
      { PUBLIC_URL: 'https://drills.example.org/app' },
      'PUBLIC_URL is "https://drills.example.org/app"; give an address without a path, e.g. https://drills.example.org.',
    ],
  ])('%j is refused in one sentence', (env, sentence) => {
    expect(() => readConfig(env as NodeJS.ProcessEnv, {}, true)).toThrow(new StartError(sentence));
  });
});

describe('a server that cannot start', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'drillbook-start-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const config = (change: Partial<Config> = {}): Config => ({
    ...readConfig({ PORT: '0' }, { data: folder }, true),
    ...change,
  });

  it('says that the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(startServer(config({ port }), log)).rejects.toThrow(
      new StartError(`Port ${port} is taken; stop the other program, or choose another port with --port or PORT.`),
    );
    taken.close();
  });

  it.runIf(existsSync('/proc/self'))('says so too where no folder can be made at all', async () => {
    await expect(startServer(config({ dataDir: '/proc/drillbook' }), log)).rejects.toThrow(
      /^The data folder .* cannot be written \(E\w+\)/,
    );
  });

  it('says that the data folder cannot be written', async () => {
    const dataDir = join(folder, 'file');
    writeFileSync(dataDir, '');
    await expect(startServer(config({ dataDir }), log)).rejects.toThrow(
      /^The data folder .*file cannot be written \(E\w+\); name another with --data or DATA_DIR\.$/,
    );
  });

  it('leaves the drills of a server that has the same folder alone', async () => {
    const first = await startServer(config(), log);
    await expect(startServer(config(), log)).rejects.toThrow(
      new StartError(`Another Drillbook already serves ${folder}; stop it, or name another folder with --data.`),
    );
    await first.stop();
    const second = await startServer(config(), log);
    await second.stop();
  });

  it('names what is wrong with the database, never its password', async () => {
    const databaseUrl = 'postgres://someone:secret@127.0.0.1:9/drills';
    const failed = await startServer(config({ databaseUrl }), log).catch((error: unknown) => error as Error);
    expect(failed).toBeInstanceOf(StartError);
    expect((failed as Error).message).toMatch(/^The database of DATABASE_URL cannot be used: .*ECONNREFUSED.*\.$/);
    expect((failed as Error).message).not.toContain('secret');
  });
});
