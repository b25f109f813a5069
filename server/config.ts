import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** What the server needs to know of its surroundings; read once. */
export interface Config {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  dataDir: string;
  /** PostgreSQL's URL, or null for the embedded database in `dataDir`. */
  databaseUrl: string | null;
  logLevel: LogLevel;
  /** How people reach the server when that is not `http://host:port`, e.g. `https://drills.example.org`; no path. */
  publicUrl: string | null;
  /** A git working tree with the team's runbooks: read at the start, committed to when an edit is accepted. */
  runbooksDir: string | null;
}

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Flags {
  host?: string;
  port?: string;
  data?: string;
  runbooks?: string;
}

/** Flags win over the environment. Throws `StartError` for a value that makes no sense, naming it. */
export function readConfig(env: NodeJS.ProcessEnv, flags: Flags, onTerminal: boolean): Config {
  return {
    host: flags.host ?? (env.HOST || '127.0.0.1'),
    port: readPort(flags.port ?? (env.PORT || '3000')),
    dataDir: resolve(flags.data ?? (env.DATA_DIR || 'data')),
    databaseUrl: env.DATABASE_URL ? readDatabaseUrl(env.DATABASE_URL) : null,
    logLevel: readLogLevel(env.LOG_LEVEL || (onTerminal ? 'warn' : 'info')),
    publicUrl: env.PUBLIC_URL ? readPublicUrl(env.PUBLIC_URL) : null,
    runbooksDir: (flags.runbooks ?? env.RUNBOOKS_DIR) ? resolve(flags.runbooks ?? env.RUNBOOKS_DIR ?? '') : null,
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new StartError(`PORT is "${text}"; give a number from 0 to 65535, e.g. 3000.`);
  return port;
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (!level) throw new StartError(`LOG_LEVEL is "${text}"; give one of ${LOG_LEVELS.join(', ')}.`);
  return level;
}

function readDatabaseUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  // The value may hold a password: it is not repeated.
  throw new StartError('DATABASE_URL must start with postgres://; leave it out to use the embedded database.');
}

function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/')
    throw new StartError(`PUBLIC_URL is "${text}"; give an address without a path, e.g. https://drills.example.org.`);
  return url.origin;
}
