import type { World } from '../world.ts';
import { hosts, lookUp } from './net/address.ts';
import { disks } from './platform.ts';
import { machineAt } from './host/machine.ts';
import { HOST_COMMANDS, runOn } from './host/run.ts';
import { fail, type Tool } from './tool.ts';

const USAGE = `usage: ssh [-l login_name] [-p port] [-o option] [user@]hostname command [argument ...]

Runs one command line on a host of the system, with its pipes when quoted:
  ssh orders-db df -h
  ssh orders-db 'sudo du -sh /var/log/* | sort -h'`;

const TAKES_VALUE = ['-l', '-p', '-o', '-i', '-F', '-J', '-L', '-R', '-D', '-c', '-b', '-E'];

/** The way to a host: one command line, there and back. */
export const ssh: Tool = {
  name: 'ssh',
  summary: 'run a command on a host: ssh orders-db df -h',
  usage: USAGE,
  run: (world, ctx, argv, stdin) => {
    const options: string[] = [];
    let at = 0;
    for (; at < argv.length && argv[at]!.startsWith('-'); at++) {
      if (argv[at] === '--') {
        at++;
        break;
      }
      options.push(argv[at]!);
      if (TAKES_VALUE.includes(argv[at]!)) options.push(argv[++at] ?? '');
    }
    const destination = argv[at];
    if (destination === undefined) return fail(USAGE, 255);
    if (options.includes('-V')) return fail('OpenSSH_9.2p1 Debian-2+deb12u2, OpenSSL 3.0.15 3 Sep 2024', 0);
    const [before, after] = destination.split('@');
    const host = after ?? before ?? '';
    const login = options.includes('-l') ? options[options.indexOf('-l') + 1]! : after === undefined ? 'oncall' : (before ?? ''); // prettier-ignore
    const machine = machineAt(world, host);
    if (machine === null) return unreachable(world, host);
    if (login !== 'oncall') return fail(`${login}@${host}: Permission denied (publickey).`, 255);
    const port = options.includes('-p') ? options[options.indexOf('-p') + 1] : '22';
    if (port !== '22') return fail(`ssh: connect to host ${host} port ${port ?? ''}: Connection refused`, 255);
    const line = argv.slice(at + 1).join(' ');
    if (line.trim() === '')
      return fail(`Pseudo-terminal will not be allocated because stdin is not a terminal.\nssh: give the command to run, as in: ssh ${host} df -h`, 255); // prettier-ignore
    return runOn(world, ctx, machine, line, stdin);
  },
  complete: (world, _ctx, argv) => {
    const words = argv.filter((word, at) => !word.startsWith('-') && !TAKES_VALUE.includes(argv[at - 1] ?? ''));
    if (words.length <= 1) return logins(world);
    return words.length === 2 ? [...HOST_COMMANDS, 'sudo'] : pathsOn(world, words[0]!);
  },
};

function unreachable(world: World, host: string) {
  const found = lookUp(world, host);
  if (found === null) return fail(`ssh: Could not resolve hostname ${host}: Name or service not known`, 255);
  const outside = found.entry === undefined || found.entry.kind === 'third party' || found.entry.kind === 'edge';
  return fail(`ssh: connect to host ${host} port 22: ${outside ? 'Connection timed out' : 'Connection refused'}`, 255);
}

/** Hosts that can be logged in to, by their short names. */
function logins(world: World): string[] {
  const named = hosts(world)
    .filter(({ ports }) => ports.includes(22))
    .map(({ host }) => host.split('.')[0]!);
  return [...new Set([...named, ...disks(world).map(({ host }) => host.split('.')[0]!)])];
}

function pathsOn(world: World, host: string): string[] {
  return (machineAt(world, host)?.disks ?? []).flatMap((disk) => [
    disk.mount,
    ...disk.files.filter(({ deleted }) => !deleted).map(({ path }) => path),
  ]);
}
