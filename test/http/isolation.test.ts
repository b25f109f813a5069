import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Isolation, NewDrill } from '../../server/protocol/set-up.ts';
import { Worker } from '../crash/load.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { Browser } from '../support/socket-pair.ts';

/** Loaded into the server and into each process that it starts: writes down every address that is called or asked for. */
const EAR = `
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
const file = process.env.HEARD;
const hear = (object, name, told) => {
  const real = object[name];
  object[name] = function (...args) {
    const what = told(args.flat());
    if (what) appendFileSync(file, name + ' ' + what + '\\n');
    return real.apply(this, args);
  };
};
// A path is a socket file of this machine: processes that talk to their own children.
hear(net.Socket.prototype, 'connect', ([to, host]) => (to?.path ? '' : JSON.stringify([to?.host ?? host ?? 'localhost', to?.port ?? to])));
hear(dgram.Socket.prototype, 'send', (args) => JSON.stringify(args.slice(1)));
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'])
  for (const from of [dns, dns.promises]) hear(from, name, ([host]) => (net.isIP(host ?? '127.0.0.1') ? '' : host));
syncBuiltinESMExports();
`;
const SETUP: NewDrill = {
  scenario: 'bad-deploy',
  variant: null,
  seed: 'quiet-1',
  mode: 'game-day',
  speed: 1,
  timeboxMin: 5,
  hypothesis: null,
  bots: ['comms'],
};

let folder: string;
let env: Record<string, string>;
let server: ServerProcess;
const heard = () => readFileSync(env['HEARD']!, 'utf8').split('\n').filter(Boolean);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-isolation-'));
  writeFileSync(join(folder, 'ear.mjs'), EAR);
  writeFileSync(join(folder, 'heard'), '');
  env = {
    HEARD: join(folder, 'heard'),
    NODE_OPTIONS: `--import ${pathToFileURL(join(folder, 'ear.mjs')).href}`,
  };
  server = await startServerProcess({ dataDir: join(folder, 'data'), env });
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('opens no connection when nothing is switched on, whatever people and bots do: the statement on the page is true', async () => {
  const lena = new Browser(server.url);
  await lena.ask('GET', new URL(server.link).pathname);
  for (const path of ['/', '/api/home', '/api/scenarios', '/api/recommendations']) await lena.ask('GET', path);
  const { json: isolation } = await lena.ask('GET', '/api/isolation');
  expect(isolation as Isolation).toMatchObject({
    sentence: 'Nothing leaves this server: no pages, mails or calls.',
    outgoing: [],
  });
  const played = await lena.ask('POST', '/api/dry-run', SETUP);
  expect(played.text).toContain('"result"');
  const { drill } = (await lena.ask('POST', '/api/drills', SETUP)).json;
  const { token } = (await lena.ask('POST', `/api/drills/${drill}/invites`, { kind: 'fixer' })).json;
  const ravi = new Browser(server.url);
  await ravi.ask('POST', `/api/invites/${token}`, { name: 'Ravi' });
  const pacing = new Worker('Lena', lena, drill);
  await pacing.connect(server.url);
  const typing = new Worker('Ravi', ravi, drill);
  await typing.connect(server.url);
  expect(await pacing.ask('drill.start', {})).toMatchObject({ ok: true });
  const said = { channel: 'team', text: 'https://example.org/hook' } as const;
  expect(await typing.ask('chat.say', said)).toMatchObject({ ok: true });
  for (const line of ['curl https://example.org/', 'nslookup example.org', 'cat < /dev/tcp/1.1.1.1/80'])
    expect(await typing.ask('terminal.run', { terminal: '1', line })).toMatchObject({ ok: true });
  pacing.close();
  typing.close();
  expect(heard()).toEqual([]);
}, 60_000);

it('the ear that listened hears a call and a name that is asked for', () => {
  const call = `require('node:net').connect(9, '127.0.0.1').on('error', () => 0); fetch('http://nowhere.invalid').catch(() => 0);`;
  execFileSync(process.execPath, ['-e', call], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  expect(heard().join('\n')).toContain('["127.0.0.1",9]');
  expect(heard().join('\n')).toMatch(/nowhere\.invalid/);
});
