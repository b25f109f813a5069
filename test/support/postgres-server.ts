import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer {
  /** `postgres://…` of a fresh, empty database. */
  url: string;
  pause(): void;
  resume(): void;
  stop(): void;
}

/** Folder with Debian's newest `initdb` and `postgres`, or null. */
export function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).filter((version) => existsSync(join(root, version, 'bin', 'postgres')));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest ? join(root, newest, 'bin') : null;
}

/** A throw-away server on a loopback port; it refuses root, so root hands over to the user postgres. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const isRoot = userInfo().uid === 0;
  const run = (command: string, ...args: string[]): void => {
    const line = [join(programs, command), ...args];
    if (isRoot) execFileSync('runuser', ['-u', 'postgres', '--', ...line], { stdio: 'ignore', cwd: folder });
    else execFileSync(line[0]!, line.slice(1), { stdio: 'ignore', cwd: folder });
  };
  if (isRoot) execFileSync('chown', ['postgres', folder]);
  run('initdb', '-D', data, '-U', 'drillbook', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C');
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c shared_buffers=16MB`;
  const start = (): void => run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start');
  start();
  return {
    url: `postgres://drillbook@127.0.0.1:${port}/postgres`,
    pause: () => run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop'),
    resume: start,
    stop() {
      run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
