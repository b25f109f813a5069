import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failToStart, startServerProcess } from '../support/server-process.ts';
import { Browser } from '../support/socket-pair.ts';

describe('the server as a process', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'drillbook-process-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('that cannot start says one sentence, without a stack, and ends with 2', async () => {
    const { code, said } = await failToStart(['--port', 'abc']);
    expect({ code, said }).toEqual({ code: 2, said: 'PORT is "abc"; give a number from 0 to 65535, e.g. 3000.\n' });
  });

  it('ends in order on SIGTERM while somebody is connected, and knows everybody after a kill', async () => {
    const first = await startServerProcess({ dataDir: folder });
    const browser = new Browser(first.url);
    await browser.ask('GET', new URL(first.link).pathname);
    await first.kill();

    const second = await startServerProcess({ dataDir: folder, port: Number(new URL(first.url).port) });
    expect((await browser.ask('GET', '/api/me')).json.person).toMatchObject({ facilitator: true });
    const client = io(second.url, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { cookie: browser.cookie! },
    });
    await once(client as never, 'connect');
    const gone = once(client as never, 'disconnect');
    expect(await second.stop()).toBe(0);
    await gone;
  });
});
