import type { World } from '../../world.ts';
import { fraction } from '../../random.ts';
import { lookUp } from '../net/address.ts';
import { isUp } from '../platform.ts';
import { fail, out } from '../tool.ts';
import type { HostCommand } from './command.ts';

/** What a TCP connection from inside the network meets at a host and port. */
export function reach(
  world: World,
  name: string,
  port: number,
): { kind: 'unknown' } | { kind: 'open' | 'refused' | 'lost'; address: string } {
  const found = lookUp(world, name);
  if (found === null) return { kind: 'unknown' };
  const { address, entry } = found;
  if (entry === undefined) return { kind: 'lost', address };
  const listens = entry.ports.includes(port);
  if (!listens) return { kind: entry.kind === 'third party' ? 'lost' : 'refused', address };
  const downS = world.databases.find(({ id }) => id === entry.id)?.downS ?? 0;
  const dead = port !== 22 && (downS > 0 || (['cache', 'edge', 'service', 'queue'].includes(entry.kind) && !isUp(world, entry.id) && entry.kind !== 'service')); // prettier-ignore
  return { kind: dead ? 'refused' : 'open', address };
}

/** `ping -c 3 host`. The network itself is well: a name that resolves answers, unless nothing stands at its address. */
export const ping: HostCommand = ({ world }, argv) => {
  const countAt = argv.findIndex((word) => /^-c/.test(word));
  const count = countAt < 0 ? 4 : Number(argv[countAt]!.slice(2) || argv[countAt + 1]);
  const name = argv.find((word, at) => !word.startsWith('-') && !(at === countAt + 1 && argv[countAt] === '-c') && !/^-[iWwsI]$/.test(argv[at - 1] ?? '')); // prettier-ignore
  if (name === undefined) return fail('ping: usage error: Destination address required');
  if (!Number.isInteger(count) || count < 1) return fail(`ping: invalid argument: '${argv[countAt + 1] ?? ''}'`);
  const found = lookUp(world, name);
  if (found === null) return fail(`ping: ${name}: Name or service not known`, 2);
  const { address, entry } = found;
  const sent = Math.min(count, 10);
  const times = Array.from({ length: sent }, (_, at) => 0.2 + 0.4 * fraction(world.nowS + at, address.length) + (entry?.kind === 'third party' ? 18 : 0)); // prettier-ignore
  const head = `PING ${name} (${address}) 56(84) bytes of data.`;
  const statistics = `\n--- ${name} ping statistics ---\n${sent} packets transmitted, `;
  if (entry === undefined)
    return {
      ...fail(''),
      stdout: `${head}\n${statistics}0 received, 100% packet loss, time ${(sent - 1) * 1013}ms\n\n`,
      exitCode: 1,
    };
  const lines = times.map((ms, at) => `64 bytes from ${address}: icmp_seq=${at + 1} ttl=62 time=${ms.toFixed(3)} ms`);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / sent;
  const [least, most] = [Math.min(...times), Math.max(...times)];
  return out(
    [head, ...lines, `${statistics}${sent} received, 0% packet loss, time ${(sent - 1) * 1013}ms`, `rtt min/avg/max/mdev = ${least.toFixed(3)}/${mean.toFixed(3)}/${most.toFixed(3)}/${((most - least) / 3).toFixed(3)} ms`].join('\n'), // prettier-ignore
  );
};

/** `nc -zv host port`: OpenBSD's words, on stderr as it does. */
export const nc: HostCommand = ({ world }, argv) => {
  const flags = argv.filter((word) => word.startsWith('-')).join('');
  const words = argv.filter((word, at) => !word.startsWith('-') && !/^-[wisp]$/.test(argv[at - 1] ?? ''));
  const [name, ...ports] = words;
  if (name === undefined || ports.length === 0) return fail('usage: nc [-46CDdFhklNnrStUuvZz] [-w timeout] [destination] [port]'); // prettier-ignore
  if (!flags.includes('z')) return fail('nc: only -z (is the port open?) works here; try: nc -zv HOST PORT');
  const numbers = ports.flatMap(portsOf);
  if (numbers.length === 0) return fail(`nc: port number invalid: ${ports[0]!}`);
  let stderr = '';
  let exitCode = 0;
  for (const port of numbers.slice(0, 20)) {
    const met = reach(world, name, port);
    if (met.kind === 'unknown')
      return fail(`nc: getaddrinfo for host "${name}" port ${port}: Name or service not known`);
    if (met.kind === 'open')
      stderr += flags.includes('v') ? `Connection to ${name} (${met.address}) ${port} port [tcp/*] succeeded!\n` : ''; // prettier-ignore
    else {
      exitCode = 1;
      stderr += flags.includes('v') ? `nc: connect to ${name} (${met.address}) port ${port} (tcp) ${met.kind === 'refused' ? 'failed: Connection refused' : 'timed out: Operation now in progress'}\n` : ''; // prettier-ignore
    }
  }
  return { stdout: '', stderr, exitCode, actions: [] };
};

function portsOf(text: string): number[] {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: Math.max(0, Math.min(20, to - from + 1)) }, (_, at) => from + at);
  }
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? [port] : [];
}
