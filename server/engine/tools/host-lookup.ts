import { ask, reverse, type Asked } from './dns/ask.ts';
import { names, resolverOf } from './dig.ts';
import { fail, out, type Tool } from './tool.ts';

const IS_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/** `host NAME`: dig for people in a hurry. */
export const host: Tool = {
  name: 'host',
  summary: 'a name’s address: host NAME',
  usage: 'Usage: host [-t type] name [server]',
  run: (world, _ctx, argv) => {
    const type = (argv.includes('-t') ? argv[argv.indexOf('-t') + 1] : 'A')?.toUpperCase() ?? 'A';
    const name = argv.find((word, at) => !word.startsWith('-') && argv[at - 1] !== '-t');
    if (name === undefined) return fail('Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time] [-R number] [-m flag] [-p port] hostname [server]'); // prettier-ignore
    const asked = IS_ADDRESS.test(name) ? reverse(world, name) : ask(world, name, type);
    const shown = name.replace(/\.$/, '');
    if (asked.status !== 'NOERROR')
      return { ...fail(''), stdout: `Host ${shown} not found: ${code(asked)}\n`, exitCode: 1 };
    if (asked.records.length === 0) return out(`${shown} has no ${type} record`);
    return out(asked.records.map((record) => sentence(record)).join('\n'));
  },
  complete: (world) => names(world),
};

function code({ status }: Asked): string {
  return status === 'NXDOMAIN' ? '3(NXDOMAIN)' : '2(SERVFAIL)';
}

function sentence({ name, type, value }: Asked['records'][number]): string {
  if (type === 'CNAME') return `${name} is an alias for ${value}.`;
  if (type === 'PTR') return `${name} domain name pointer ${value}.`;
  return `${name} has address ${value}`;
}

export const nslookup: Tool = {
  name: 'nslookup',
  summary: 'a name’s address, with the server that said so',
  usage: 'Usage: nslookup name [server]',
  run: (world, _ctx, argv) => {
    const [name, server] = argv.filter((word) => !word.startsWith('-'));
    if (name === undefined) return fail('nslookup: give the name: nslookup NAME');
    const resolver = resolverOf(world);
    if (server !== undefined && server !== resolver)
      return {
        ...fail(''),
        stdout: `;; communications error to ${server}#53: timed out\n;; no servers could be reached\n\n`,
        exitCode: 1,
      };
    const asked = IS_ADDRESS.test(name) ? reverse(world, name) : ask(world, name, 'A');
    const head = `Server:\t\t${resolver}\nAddress:\t${resolver}#53\n`;
    if (asked.status !== 'NOERROR')
      return { ...fail(''), stdout: `${head}\n** server can't find ${name}: ${asked.status}\n\n`, exitCode: 1 };
    const answers = asked.records.map((record) =>
      record.type === 'CNAME'
        ? `${record.name}\tcanonical name = ${record.value}.`
        : record.type === 'PTR'
          ? `${record.name}\tname = ${record.value}.`
          : `Name:\t${record.name}\nAddress: ${record.value}`,
    );
    return out(
      `${head}\n${asked.records[0]?.type === 'PTR' ? '' : 'Non-authoritative answer:\n'}${answers.join('\n') || `*** Can't find ${name}: No answer`}\n\n`,
    );
  },
  complete: (world) => names(world),
};
