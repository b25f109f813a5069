import type { Session } from './session.ts';

/** Whose account fixers use on the simulated system, and where they stand. */
export const TERMINAL_USER = 'oncall';
export const TERMINAL_HOST = 'bastion';
const HOME = `/home/${TERMINAL_USER}`;

/** The prompt before the next line in one of a seat's terminals, or the one in directory `cwd`: `oncall@bastion:~$ `. */
export function promptOf(
  session: Session,
  seat: string,
  terminal: string,
  cwd = session.directories.get(`${seat}/${terminal}`) ?? HOME,
): string {
  const place = cwd === HOME ? '~' : cwd.startsWith(`${HOME}/`) ? `~${cwd.slice(HOME.length)}` : cwd;
  return `${TERMINAL_USER}@${TERMINAL_HOST}:${place}$ `;
}
