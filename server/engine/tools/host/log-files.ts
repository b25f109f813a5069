import { logLines } from '../../telemetry/logs.ts';
import type { LogLine } from '../../inspect.ts';
import { logText } from '../log-text.ts';
import { calendarTime, isoTime } from '../when.ts';
import type { HostContext } from './command.ts';
import type { Machine } from './machine.ts';

/** Path of the log that a machine's own service writes; null when it only writes to the journal. */
function ownLog({ kind, id }: Machine): RegExp | null {
  if (kind === 'database' || kind === 'replica')
    return /^\/var\/log\/postgresql\/.*\.log$|^\/var\/lib\/postgresql\/.*\/log\/.*\.log$/;
  if (kind === 'edge') return /^\/var\/log\/nginx\/(error|access)\.log$/;
  if (kind === 'cache') return /^\/var\/log\/redis\/redis-server\.log$/;
  if (kind === 'pooler') return /^\/var\/log\/postgresql\/pgbouncer\.log$/;
  return new RegExp(`^/var/log/${id.replace(/[^\w-]/g, '')}(/.*)?\\.log$`);
}

/** What a log file holds: the newest lines; null when the path is no log of this machine. */
export function logsAt(on: HostContext, path: string, most: number): string | null {
  if (path === '/var/log/syslog' || path === '/var/log/messages') return journal(on, null, 3600, most).join('\n');
  if (!ownLog(on.machine)?.test(path)) return null;
  const lines = serviceLines(on, 1800, most).map((line) => fileLine(on, line));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** What the machine's own service wrote, oldest first. */
export function serviceLines({ world, machine }: HostContext, sinceS: number, most: number): LogLine[] {
  return logLines(world, { service: machine.id, fromS: world.nowS - sinceS, toS: world.nowS, limit: Math.min(most, 2000) }); // prettier-ignore
}

/** `2026-03-10 14:00:05.000 UTC [58] LOG:  …` for PostgreSQL, else the services' own form. */
function fileLine({ world, machine }: HostContext, line: LogLine): string {
  if (machine.kind !== 'database' && machine.kind !== 'replica') return logText(world, line);
  const stamp = isoTime(world.spec.startsAtMs + line.atS * 1000);
  return `${stamp.slice(0, 10)} ${stamp.slice(11, 19)}.${String(Math.floor((line.atS * 1000) % 1000))
    .padStart(3, '0')
    .slice(-3)} UTC [58] ${line.message}`;
}

/** journalctl's lines of a unit (null = all), oldest first: `Mar 10 14:00:05 host unit[pid]: message`. */
export function journal(on: HostContext, unit: string | null, sinceS: number, most: number): string[] {
  const { machine, world } = on;
  const own = unit === null || unit.replace(/\.service$/, '') === machine.unit;
  const at = (atS: number) => {
    const [, month, day, time] = calendarTime(world.spec.startsAtMs + atS * 1000).split(/\s+/);
    return `${month} ${day!.padStart(2, '0')} ${time}`;
  };
  const command = machine.unit === 'postgresql' ? 'postgresql@15-main[58]' : `${machine.unit ?? 'systemd'}[612]`;
  const lines = own
    ? serviceLines(on, sinceS, most).map((line) => ({ atS: line.atS, text: `${command}: ${line.message}` }))
    : [];
  const cron = unit === null || unit.startsWith('cron') ? cronLines(world.nowS, sinceS) : [];
  return [...lines, ...cron]
    .sort((a, b) => a.atS - b.atS)
    .slice(-most)
    .map((line) => `${at(line.atS)} ${machine.name} ${line.text}`);
}

/** What a quiet machine says every quarter of an hour. */
function cronLines(nowS: number, sinceS: number): { atS: number; text: string }[] {
  const first = Math.ceil((nowS - sinceS) / 900) * 900;
  const count = Math.max(0, Math.min(200, Math.floor((nowS - first) / 900) + 1));
  return Array.from({ length: count }, (_, at) => ({
    atS: first + 900 * at,
    text: `CRON[${41_000 + ((first / 900 + at) % 900)}]: (root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly)`,
  }));
}
