import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { BookletDesk } from '../../server/library/booklet-desk.ts';
import type { EventRow, EventsImport } from '../../server/protocol/tabletop.ts';
import { toldFor } from '../../server/scenario/told-for.ts';
import { importEvents } from '../../server/tabletop/events-import.ts';
import { eventsList } from '../../server/tabletop/events-list.ts';
import { csvCells, eventCells, eventsCsv } from '../../server/tabletop/events-table.ts';
import { eventsXlsx, sheetCells } from '../../server/tabletop/sheet-file.ts';
import { ourScenario } from '../support/drill-dsl.ts';
import { Transports } from '../support/socket-pair.ts';

const scenario = toldFor('a', ourScenario('bad-deploy', 'missing-variable'));
const rows = eventsList(scenario);

/** The list as a file would have it, with cells of one row changed by their headings. */
function cellsWith(inject: string, changes: Record<string, string>): string[][] {
  const [headings = [], ...lines] = eventCells(rows);
  return [
    headings,
    ...lines.map((line) =>
      line.at(-1) === inject ? line.map((cell, at) => changes[headings[at]!] ?? cell) : [...line],
    ),
  ];
}

/** The list with a row added at its end: time, lane, from, inject. */
function cellsAnd(...[when, lane, from, text, id = '']: string[]): string[][] {
  return [...eventCells(rows), ['', when!, lane!, from!, '', text!, '', '', id]];
}

function problemsOf(cells: string[][]): [number, string, string][] {
  return importEvents(cells, scenario).problems.map(({ row, column, remedy }) => [row, column, remedy]);
}

describe('the master events list', () => {
  test('has what is scripted by its time, what the world brings, and then what waits for something', () => {
    const told = rows.map(({ when, lane, inject }) => `${when} ${lane} ${inject}`);
    expect(told).toEqual([
      '00:03:00 world ',
      '00:07:00 chat first-ticket',
      '00:08:30 world ',
      '00:09:00 chat newsletter',
      '00:11:00 chat vendor',
      'when deploy halt checkout was done or deploy rollback checkout was done or 13 min have passed chat author',
      'when checkout is out of bound for 4 min chat cost',
      'when pay is out of bound for 6 min chat partner',
    ]);
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('comes back from CSV as it went out', () => {
    const back = importEvents(csvCells(eventsCsv(rows)), scenario);
    expect(back).toEqual({ rows, lines: rows.map((_, at) => at + 2), injects: [], problems: [] });
  });

  test('comes back from Excel as it went out', async () => {
    const back = importEvents(await sheetCells(await eventsXlsx(rows)), scenario);
    expect(back).toEqual({ rows, lines: rows.map((_, at) => at + 2), injects: [], problems: [] });
  });

  const strange = ['=1+1', '+49 30 1', '-2', '@anna', "'quoted", "'=a", 'a;b,"c"\nd', 'tab\there', 'Ünïcode ✓'];
  test.each(strange)('keeps the text %j, and no spreadsheet computes it', async (text) => {
    const odd: EventRow[] = rows.map((row) =>
      row.inject === 'vendor' ? { ...row, text, from: text.slice(0, 9) } : row,
    );
    const cells = eventCells(odd).flat();
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    for (const file of [Buffer.from(eventsCsv(odd)), await eventsXlsx(odd)]) {
      const { rows: back, problems } = importEvents(await sheetCells(file), scenario);
      expect(problems).toEqual([]);
      expect(back.find(({ inject }) => inject === 'vendor')).toMatchObject({ text, from: text.slice(0, 9).trim() });
    }
  });

  test('edited, says which injects change and which are new', () => {
    const cells = [
      ...cellsWith('vendor', { Time: '00:12:30', Inject: 'Are you affected?' }),
      ...cellsAnd('8:30', 'Chat', 'Board', 'Any news?').slice(-1),
    ];
    const { injects, problems } = importEvents(cells, scenario);
    expect(problems).toEqual([]);
    expect(injects).toEqual([
      expect.objectContaining({ id: 'vendor', when: { atS: 750 }, text: 'Are you affected?', lane: 'chat' }),
      expect.objectContaining({ id: null, when: { atS: 510 }, from: 'Board', text: 'Any news?' }),
    ]);
  });

  test('keeps the condition of an inject whose words change', () => {
    const { injects } = importEvents(cellsWith('author', { Inject: 'Shall I push a fix?' }), scenario);
    expect(injects).toEqual([expect.objectContaining({ id: 'author', when: null, text: 'Shall I push a fix?' })]);
  });

  test.each([
    ['when the incident is declared', { on: 'said', what: 'declare' }],
    ['when a page was acknowledged', { on: 'acknowledged' }],
    ['when pay is back in bound for 90 s', { on: 'restored', slo: 'pay', forS: 90 }],
    ['when 10 min have passed and nobody is comms', { on: 'unfilled', role: 'comms', afterS: 600 }],
    ['1:02:03', { atS: 3723 }],
  ])('reads "%s" as a person may write it', (when, expected) => {
    const { injects, problems } = importEvents(cellsAnd(when, 'chat', 'CEO', 'Well?'), scenario);
    expect(problems).toEqual([]);
    expect(injects[0]!.when).toEqual(expected);
  });

  test.each([
    [cellsAnd('00:05:00', 'email', 'CEO', 'Well?'), 'Lane', 'Write chat, staff, traffic or fault.'],
    [cellsAnd('8.30', 'chat', 'CEO', 'Well?'), 'Time', /you may mean 00:08:30/],
    [cellsAnd('soon', 'chat', 'CEO', 'Well?'), 'Time', /Write it as 00:08:30/],
    [cellsAnd('', 'chat', 'CEO', 'Well?'), 'Time', /hours, minutes and seconds/],
    [cellsAnd('00:75:00', 'chat', 'CEO', 'Well?'), 'Time', /Write it as 00:08:30/],
    [cellsAnd('when search is out of bound for 4 min', 'chat', 'CEO', 'Well?'), 'Time', /checkout, pay, browse/],
    [cellsAnd('00:05:00', 'chat', 'CEO', ''), 'Inject', 'Write what the team reads.'],
    [cellsAnd('00:05:00', 'chat', '', 'Well?'), 'From', /CEO/],
    [cellsAnd('00:05:00', 'chat', 'CEO', 'Well?', 'nobody'), 'Id', 'Leave the cell empty for a new one.'],
    [cellsAnd('00:05:00', 'chat', 'CEO', 'Well?', 'vendor'), 'Id', 'Leave the cell empty for a new one.'],
    [cellsAnd('00:05:00', 'fault', 'CEO', 'Well?'), 'Lane', /faults come from the deck/],
    [cellsAnd('00:05:00', 'world', 'the world', 'A storm'), 'Lane', /take it out/],
    [cellsAnd('00:05:00', 'chat', 'CEO', 'x'.repeat(5000)), 'Inject', 'At most 4000.'],
  ])('says what is wrong by row and column, with a remedy (%#)', (cells, column, remedy) => {
    const found = problemsOf(cells);
    expect(found).toHaveLength(1);
    expect(found[0]!.slice(0, 2)).toEqual([rows.length + 2, column]);
    expect(found[0]![2]).toMatch(remedy);
    expect(importEvents(cells, scenario).injects).toEqual([]);
  });

  test('without its columns says which one is missing', () => {
    expect(
      problemsOf([
        ['Time', 'What'],
        ['00:01:00', 'x'],
      ]),
    ).toEqual([[1, 'Lane', expect.stringContaining('Number, Time')]]);
    expect(problemsOf([])).toHaveLength(1);
  });

  test('is read with semicolons and with columns in another order', () => {
    const csv = 'Lane;Inject;Time;From\nchat;Well?;00:05:00;CEO\n';
    expect(importEvents(csvCells(csv), scenario).injects).toEqual([
      expect.objectContaining({ text: 'Well?', when: { atS: 300 } }),
    ]);
  });
});

describe('a file that is no list', () => {
  /** A zip with one worksheet of this content; `claims` is what its header says of the size. */
  function workbook(content: Buffer, claims = content.length): Buffer {
    const name = Buffer.from('xl/worksheets/sheet1.xml');
    const data = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(claims, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(claims, 24);
    entry.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(entry.length + name.length, 12);
    end.writeUInt32LE(local.length + name.length + data.length, 16);
    return Buffer.concat([local, name, data, entry, name, end]);
  }

  test.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]), 'neither CSV nor an Excel workbook'],
    ['a torn workbook', Buffer.from('PK\u0003\u0004 and then nothing'), 'damaged'],
    ['a broken CSV', Buffer.from('Time,Lane,Inject\n"00:01:00,chat'), 'The CSV cannot be read'],
    ['too much', Buffer.alloc(1024 * 1024 + 1, 'a'), 'larger than 1 MB'],
    ['a zip bomb', workbook(Buffer.alloc(64 * 1024 * 1024)), 'unpacks to more than 20 MB'],
    [
      'a zip bomb that lies about its size',
      workbook(Buffer.alloc(64 * 1024 * 1024), 1000),
      'unpacks to more than 20 MB',
    ],
    ['one cell at the far corner', workbook(Buffer.from('<c r="XFD1048576"><v>1</v></c>')), '2000 rows'],
    ['a claim to be huge', workbook(Buffer.from('<dimension ref="A1:XFD1048576"/>')), '2000 rows'],
    ['a zip of something else', workbook(Buffer.from('<nothing/>')), 'cannot be read'],
  ])('%s is refused with a sentence', async (_what, file, words) => {
    await expect(sheetCells(file)).rejects.toThrow(words);
  });
});

describe('over HTTP', () => {
  let transports: Transports | null = null;
  afterEach(() => transports?.stop());

  async function opened() {
    transports = new Transports({
      booklets: new BookletDesk({
        store: { read: async () => [], pack: async () => null },
        scenarios: { scenario: async (id) => (id === scenario.id ? scenario : null) },
        bots: { run: () => Promise.reject(new Error('no bots here')) },
      }),
    });
    await transports.start();
    return transports;
  }
  const query = 'scenario=bad-deploy&variant=missing-variable&seed=a';

  test('facilitators take the list out, bring it back in, and nobody else does', async () => {
    const server = await opened();
    const cookie = (await server.facilitator()).cookie!;
    const get = (path: string) => fetch(`${server.base}${path}`, { headers: { cookie } });
    expect(await (await get(`/api/events-list?${query}`)).json()).toEqual(rows);
    for (const [path, type] of [
      ['events-list.csv', 'text/csv'],
      ['events-list.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ] as const) {
      const file = await get(`/api/${path}?${query}`);
      expect(file.headers.get('content-type')).toContain(type);
      const posted = await fetch(`${server.base}/api/events-list?${query}`, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body: await file.arrayBuffer(),
      });
      expect((await posted.json()) as EventsImport).toEqual({
        rows,
        lines: rows.map((_, at) => at + 2),
        injects: [],
        problems: [],
      });
    }
    expect((await fetch(`${server.base}/api/events-list.csv?${query}`)).status).toBe(401);
  });

  test('a file too large, or no file, is refused with a sentence', async () => {
    const server = await opened();
    const cookie = (await server.facilitator()).cookie!;
    const post = async (body: BodyInit, type: string) => {
      const answer = await fetch(`${server.base}/api/events-list?${query}`, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body,
      });
      return [answer.status, ((await answer.json()) as { refusal: { message: string } }).refusal.message];
    };
    expect(await post('x'.repeat(1024 * 1024 + 10), 'text/csv')).toEqual([413, expect.stringContaining('larger')]);
    expect(await post('', 'text/csv')).toEqual([400, 'The file is empty.']);
    expect(await post('PK nothing', 'application/octet-stream')).toEqual([400, 'The workbook is damaged.']);
  });

  test('the participants’ booklet comes without what only facilitators may know', async () => {
    const server = await opened();
    const cookie = (await server.facilitator()).cookie!;
    const answer = await fetch(`${server.base}/api/booklets/participants?${query}`, { headers: { cookie } });
    expect(await answer.json()).toMatchObject({ cover: scenario.cover, facilitator: null, objectives: null });
    const unknown = await fetch(`${server.base}/api/booklets/participants?scenario=none`, { headers: { cookie } });
    expect(await unknown.json()).toMatchObject({ refusal: { code: 'scenario/unknown' } });
  });
});
