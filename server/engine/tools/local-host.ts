import { runCommand } from './host/run.ts';
import { jumpHost } from './host/machine.ts';
import { findHost } from './net/address.ts';
import type { Tool } from './tool.ts';

/** What the jump host itself answers; other hosts are asked over ssh. Files in the terminal are the shell's own. */
export const LOCAL_TOOLS: readonly Tool[] = [
  local('df', 'free space of the jump host; elsewhere: ssh HOST df -h'),
  local('free', 'memory of the jump host'),
  local('journalctl', 'the jump host’s journal; elsewhere: ssh HOST journalctl -u UNIT -n 50'),
  local('lsof', 'open files; elsewhere: ssh HOST sudo lsof +L1'),
  local('nc', 'is a port open: nc -zv HOST PORT'),
  local('ping', 'does a host answer: ping -c 3 HOST'),
  local('ps', 'processes of the jump host'),
  local('ss', 'sockets of the jump host'),
  local('systemctl', 'services of the jump host; elsewhere: ssh HOST systemctl status UNIT'),
  local('top', 'processes by use: top -b -n1'),
  local('uname', 'what system this is'),
  local('uptime', 'how long the jump host is up'),
];

function local(name: string, summary: string): Tool {
  return {
    name,
    summary,
    usage: `Usage: ${name} [OPTION]...\n\nAnswers for the jump host. For another: ssh HOST ${name} …`,
    run: (world, ctx, argv, stdin) =>
      runCommand({ world, ctx, machine: jumpHost(world), root: false }, [name, ...argv], stdin),
    complete: (world, _ctx, argv) =>
      name === 'nc' || name === 'ping'
        ? argv.length <= 2
          ? names(world)
          : (findHost(world, argv.at(-2) ?? '')?.ports ?? []).map(String)
        : (FLAGS[name] ?? []),
  };
}

const FLAGS: Readonly<Record<string, string[]>> = {
  df: ['-h', '-i', '-T'],
  free: ['-h', '-m'],
  journalctl: ['-u', '-n', '--since', '-p', '--no-pager'],
  lsof: ['+L1', '-p', '-u'],
  ps: ['aux', '-ef', '--sort=-%cpu', '--sort=-%mem'],
  ss: ['-tn', '-tln', '-s'],
  systemctl: ['status', 'is-active', 'list-units'],
  top: ['-b', '-n1'],
};

function names(world: Parameters<typeof findHost>[0]): string[] {
  const { spec } = world;
  return [...spec.databases.map(({ host }) => host), ...spec.services.map(({ id }) => id), ...(spec.caches ?? []).map(({ host }) => host)]; // prettier-ignore
}
