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

/** A zip of deflated files; `claims` is what a header says of the size. */
function zipOf(files: readonly { name: string; content: Buffer; claims?: number }[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claims = content.length } of files) {
    const named = Buffer.from(name);
    const data = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(claims, 22);
    local.writeUInt16LE(named.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(claims, 24);
    entry.writeUInt16LE(named.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, named, data);
    entries.push(entry, named);
    offset += local.length + named.length + data.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** As zip files have it; Node has one of its own only from 20.15 on. */
function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A workbook as LibreOffice saves one: shared strings, styles by number, empty rows left out, what is computed beside its formula. */
function libreOfficeBook(sheets: Record<string, string>, strings: readonly string[]): Buffer {
  const names = Object.keys(sheets);
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const file = (name: string, xml: string) => ({ name, content: Buffer.from(head + xml) });
  return zipOf([
    file('_rels/.rels', `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`), // prettier-ignore
    file('xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr date1904="false"/><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" state="visible" r:id="rId${at + 3}"/>`).join('')}</sheets></workbook>`), // prettier-ignore
    file('xl/_rels/workbook.xml.rels', `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/>${names.map((_, at) => `<Relationship Id="rId${at + 3}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('')}</Relationships>`), // prettier-ignore
    file('xl/styles.xml', `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="[HH]:MM:SS"/></numFmts><cellXfs count="3"><xf numFmtId="164"/><xf numFmtId="165" applyNumberFormat="true"/><xf numFmtId="21" applyNumberFormat="true"/></cellXfs></styleSheet>`), // prettier-ignore
    file('xl/sharedStrings.xml', `<sst xmlns="${main}" count="${strings.length}" uniqueCount="${strings.length}">${strings.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join('')}</sst>`), // prettier-ignore
    ...names.map((name, at) => file(`xl/worksheets/sheet${at + 1}.xml`, `<worksheet xmlns="${main}"><dimension ref="A1:D9"/><sheetData>${sheets[name]}</sheetData></worksheet>`)), // prettier-ignore
  ]);
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

describe('a list that somebody saved from a spreadsheet', () => {
  const strings = ['Time', 'Lane', 'From', 'Inject', 'chat', 'CEO', 'Are we &lt;down&gt;?', 'Read me first', 'email'];
  const s = (ref: string, at: number) => `<c r="${ref}" s="0" t="s"><v>${at}</v></c>`;
  const heading = (row: number) => `<row r="${row}">${s(`A${row}`, 0)}${s(`B${row}`, 1)}${s(`C${row}`, 2)}${s(`D${row}`, 3)}</row>`; // prettier-ignore
  const event = (row: number, time: string, lane = 4) =>
    `<row r="${row}">${time}${s(`B${row}`, lane)}${s(`C${row}`, 5)}${s(`D${row}`, 6)}</row>`;
  const read = async (sheets: Record<string, string>) =>
    importEvents(await sheetCells(libreOfficeBook(sheets, strings)), scenario);

  test('is found on the sheet that has its columns, below empty rows, with times in whatever form', async () => {
    const times = [
      '<c r="A4" s="2"><v>0.00590277777777778</v></c>',
      '<c r="A5" s="1"><v>0.00590277777777778</v></c>',
      '<c r="A6" s="0"><v>0.00590277777777778</v></c>',
      '<c r="A7" s="2"><v>0</v></c>',
      '<c r="A8" s="0" t="str"><f>"00:08"&amp;":30"</f><v>00:08:30</v></c>',
      '<c r="A9" s="0" t="inlineStr"><is><t>8:30</t></is></c>',
    ];
    const { injects, lines, problems } = await read({
      Notes: `<row r="1">${s('A1', 7)}</row>`,
      'Ablauf 2': heading(2) + times.map((time, at) => event(at + 4, time)).join(''),
    });
    expect(problems).toEqual([]);
    expect(lines).toEqual([4, 5, 6, 7, 8, 9]);
    expect(injects.map(({ when }) => when)).toEqual([510, 510, 510, 0, 510, 510].map((atS) => ({ atS })));
    expect(injects[0]).toMatchObject({ text: 'Are we <down>?', from: 'CEO', lane: 'chat' });
  });

  test('says where something is wrong as the spreadsheet counts, also below rows that were left out', async () => {
    const { problems } = await read({ Sheet1: heading(1) + event(3, '<c r="A3" s="2"><v>0.005</v></c>', 8) });
    expect(problems).toEqual([expect.objectContaining({ row: 3, column: 'Lane', remedy: 'Write chat, staff, traffic or fault.' })]); // prettier-ignore
  });

  test('asks about a time that a spreadsheet has made hours of', async () => {
    const { problems, injects } = await read({ Sheet1: heading(1) + event(2, '<c r="A2" s="2"><v>0.354166666666667</v></c>') }); // prettier-ignore
    expect(problems).toEqual([expect.objectContaining({ row: 2, column: 'Time', remedy: expect.stringContaining('00:08:30') })]); // prettier-ignore
    expect(injects).toEqual([]);
  });

  test('is read from CSV with a mark, empty rows, quotes and semicolons, in the characters of Windows too', async () => {
    const csv = '\r\nTime;Lane;From;Inject\r\n;;;\r\n00:05:00;chat;Jürgen;"He said: ""down""; is it?"\r\n\r\n00:06:00;post;Ann;Well?\r\n'; // prettier-ignore
    const files = {
      'UTF-8': Buffer.from(`\ufeff${csv}`),
      'with its separator said': Buffer.from(`sep=;\r\n${csv.trimStart()}`),
      'UTF-16': Buffer.from(`\ufeff${csv}`, 'utf16le'),
      Windows: Buffer.from(csv, 'latin1'),
    };
    for (const [name, file] of Object.entries(files)) {
      const { injects, problems } = importEvents(await sheetCells(file), scenario);
      expect(
        injects.map(({ from, text }) => [from, text]),
        name,
      ).toEqual([['Jürgen', 'He said: "down"; is it?']]);
      // A spreadsheet hides the line that says the separator; there the list has no empty line above it.
      const bad = name === 'with its separator said' ? 5 : 6;
      const found = problems.map(({ row, column }) => [row, column]);
      expect(found, name).toEqual([[bad, 'Lane']]);
    }
  });
});

describe('a file that is no list', () => {
  const workbook = (content: Buffer, claims = content.length) =>
    zipOf([{ name: 'xl/worksheets/sheet1.xml', content, claims }]);

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
