import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibraryView, RunbookPage } from '../../server/protocol/library.ts';
import { Transports, type Browser } from '../support/socket-pair.ts';

const PAGE = [
  '# Checkout hangs, then answers 503',
  '',
  'Logs say: timed out after 30000 ms.',
  '',
  '## Steps',
  '',
  '1. Look at the pool: `psql -h orders -c "select 1"`',
  '',
  '## History of this page',
  '',
  'Written in a hurry.',
  '',
].join('\r\n');

describe('the runbook library over HTTP', () => {
  let server: Transports;
  let facilitator: Browser;
  beforeAll(async () => {
    server = await new Transports().start();
    facilitator = await server.facilitator();
  });
  afterAll(() => server.stop());

  const bring = (path: string, text: string, dryRun = false) =>
    facilitator.ask('POST', '/api/library/import', { files: [{ path, text }], dryRun });

  it('takes a page in and gives the same bytes back', async () => {
    const dry = (await bring('shop/checkout-hangs.md', PAGE, true)).json.files[0];
    expect(dry).toMatchObject({ result: 'new', id: 'checkout-hangs', steps: 1 });
    expect((await facilitator.ask('GET', '/api/library/runbooks/checkout-hangs')).status).toBe(404);
    const [taken] = (await bring('shop/checkout-hangs.md', PAGE)).json.files;
    expect(taken).toMatchObject({ result: 'new', unplaced: [{ heading: 'History of this page', line: 9 }] });
    expect((await bring('shop/checkout-hangs.md', PAGE)).json.files[0].result).toBe('unchanged');
    const text = await facilitator.ask('GET', '/api/library/runbooks/checkout-hangs/text');
    expect(text.text).toBe(PAGE);
  });

  it('finds it by the literal words of a log line, and nearly so with a typing error', async () => {
    const exact = (await facilitator.ask('GET', '/api/library/search?q=timed%20out%20after%2030000%20ms')).json;
    expect(exact.hits[0]).toMatchObject({ id: 'checkout-hangs', exact: true, line: 3 });
    const { excerpt, marks } = exact.hits[0];
    expect(excerpt.slice(...marks[0])).toBe('timed out after 30000 ms');
    const near = (await facilitator.ask('GET', '/api/library/search?q=chekout%20hangs')).json;
    expect(near.hits[0]).toMatchObject({ id: 'checkout-hangs', exact: false });
    expect((await facilitator.ask('GET', '/api/library/search?q=zebra')).json.hits).toEqual([]);
  });

  it('keeps both when two people edit the same version', async () => {
    const path = '/api/library/runbooks/checkout-hangs';
    const first = await facilitator.ask('PUT', path, { text: `${PAGE}One more.\r\n`, note: 'more', base: 1 });
    expect(first.json).toEqual({ version: 2 });
    const second = await facilitator.ask('PUT', path, { text: 'Other words', note: '', base: 1 });
    expect(second.status).toBe(409);
    expect(second.json.refusal.message).toContain('version 2');
    const page: RunbookPage = (await facilitator.ask('GET', path)).json;
    expect(page.versions.map(({ version, note }) => [version, note])).toEqual([
      [2, 'more'],
      [1, ''],
    ]);
    expect(page.versions[0]!.diff).toContain('+One more.');
    expect((await facilitator.ask('GET', `${path}?version=1`)).json.text).toBe(PAGE);
  });

  it('lets readers read, and only a facilitator write, whatever name a guest goes by', async () => {
    const drill = await server.drill(facilitator);
    const { browser } = await server.guest(facilitator, drill);
    const path = '/api/library/runbooks/checkout-hangs';
    expect((await browser.ask('GET', path)).status).toBe(200);
    expect((await browser.ask('PUT', path, { text: 'x', note: '', base: 2 })).status).toBe(403);
    await facilitator.ask('POST', `${path}/care`, { change: 'owner', owner: 'Anna' });
    expect((await browser.ask('PUT', path, { text: `${PAGE}By Anna.`, note: '', base: 2 })).status).toBe(403);
    expect((await facilitator.ask('PUT', path, { text: `${PAGE}For Anna.`, note: '', base: 2 })).status).toBe(200);
    expect((await browser.ask('GET', '/api/library/matrix')).status).toBe(403);
    expect((await server.browser().ask('GET', '/api/library')).status).toBe(401);
  });

  it('lets bots follow a page for facilitators only: their report names scenarios', async () => {
    const { browser } = await server.guest(facilitator, await server.drill(facilitator));
    const check = (who: Browser, id: string) =>
      who.ask('POST', `/api/library/runbooks/${id}/check`, { scenario: null, seeds: 1 });
    expect((await check(browser, 'checkout-hangs')).status).toBe(403);
    expect((await check(facilitator, 'no-such-page')).status).toBe(404);
    expect((await check(facilitator, 'checkout-hangs')).status).not.toBe(403);
  });

  it('passes ownership round, with a deadline, and marks the quarterly review', async () => {
    const path = '/api/library/runbooks/checkout-hangs/care';
    const DAY = 86_400_000;
    const care = (await facilitator.ask('POST', path, { change: 'rotation', people: ['Ravi', 'Mei'], everyDays: 30 }))
      .json;
    expect(care).toMatchObject({ owner: 'Ravi', ownerUntilMs: server.nowMs + 30 * DAY });
    await facilitator.ask('POST', path, { change: 'reviewed', note: 'still true' });
    server.nowMs += 31 * DAY;
    facilitator = await server.facilitator();
    const view: LibraryView = (await facilitator.ask('GET', '/api/library')).json;
    const card = view.runbooks.find(({ id }) => id === 'checkout-hangs')!;
    expect(card.owner).toBe('Mei');
    expect(card.reviewDueMs).toBe(server.nowMs + (90 - 31) * DAY);
  });

  it('tells facilitators which quality gates are met, each thing that is missing with its place', async () => {
    const { status, json } = await facilitator.ask('GET', '/api/library/gates');
    expect(status).toBe(200);
    expect(json).toMatchObject({ atMs: server.nowMs, ok: false });
    const escalation = json.gates.find(({ id }: { id: string }) => id === 'escalation');
    expect(escalation.missing[0]).toMatchObject({ what: expect.stringContaining('checkout-hangs'), where: expect.stringMatching(/checkout-hangs\.md:\d+$/) }); // prettier-ignore
    const { browser } = await server.guest(facilitator, await server.drill(facilitator));
    expect((await browser.ask('GET', '/api/library/gates')).status).toBe(403);
  });

  it('lints what somebody types, with a criterion and wording to take over', async () => {
    const text = '---\nowner: Ada, Max\n---\n\n# Carts vanish\n\n## Steps\n\n1. `kubectl get pods`\n';
    const { json } = await facilitator.ask('POST', '/api/library/lint', { path: 'carts.md', text });
    const owner = json.findings.find(({ rule }: { rule: string }) => rule === 'owner');
    expect(owner).toMatchObject({ criterion: 'maintained', severity: 'should', line: 2, endLine: 2, suggestion: { at: 2, remove: 1, insert: ['owner: Ada'] } }); // prettier-ignore
  });

  it('never replaces a page by another of the same name', async () => {
    await bring('a/README.md', '# Disk full\n\n1. `df -h`\n');
    await bring('b/README.md', '# Queue stuck\n\n1. `queue list`\n');
    const { runbooks }: LibraryView = (await facilitator.ask('GET', '/api/library')).json;
    expect(runbooks.map(({ id }) => id)).toEqual(['a-README', 'b-README', 'checkout-hangs']);
  });

  it('refuses a page that is too deep to read, and says where', async () => {
    const [file] = (await bring('deep.md', `# Deep\n\n${'> '.repeat(200)}x\n`)).json.files;
    expect(file).toMatchObject({ result: 'refused', id: null, problem: { line: 3 } });
    expect((await facilitator.ask('GET', '/api/library/runbooks/deep')).status).toBe(404);
  });
});
