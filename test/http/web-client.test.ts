import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebClient } from '../../server/http/web-client.ts';
import { Transports } from '../support/socket-pair.ts';

describe('the web client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-web-'));
  let server: Transports;

  beforeAll(async () => {
    mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(folder, 'web', 'index.html'), '<!doctype html><title>Drillbook</title>');
    writeFileSync(join(folder, 'web', 'assets', 'main-abc.js'), `console.log("${'x'.repeat(5000)}")`);
    server = await new Transports({ web: new WebClient(join(folder, 'web')) }).start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const page = { accept: 'text/html,*/*' };

  it('a navigation to any screen gets the page, asked for again each time', async () => {
    for (const path of ['/', '/drills/abc', '/invite/xyz']) {
      const answer = await server.browser().ask('GET', path, undefined, page);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('<title>Drillbook</title>');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('a hashed file may be kept for ever and is compressed', async () => {
    const answer = await server.browser().ask('GET', '/assets/main-abc.js', undefined, { 'accept-encoding': 'br' });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(Number(answer.headers.get('content-length'))).toBeLessThan(500);
    expect(answer.text).toContain('xxxx');
  });

  it('an unchanged file is not sent twice', async () => {
    const etag = (await server.browser().ask('GET', '/')).headers.get('etag')!;
    expect((await server.browser().ask('GET', '/', undefined, { 'if-none-match': etag })).status).toBe(304);
  });

  it('a file that is gone is 404, not the page', async () => {
    const answer = await server.browser().ask('GET', '/assets/old-123.js', undefined, page);
    expect(answer.status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
  ])('nothing outside the client is served: %s', async (path) => {
    const body = await rawGet(server.base, path);
    expect(body).not.toContain('secret');
  });
});

/** `fetch` tidies paths up before sending; an attacker does not. */
function rawGet(base: string, path: string): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk)).on('end', () => resolve(body));
    });
    asked.on('error', reject).end();
  });
}
