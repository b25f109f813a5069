import { inflateRawSync } from 'node:zlib';

/** A zip file that is broken or unpacks to too much; the message is a sentence. */
export class ZipTrouble extends Error {
  override readonly name = 'ZipTrouble';
}

const MOST_ENTRIES = 200;
const MOST_BYTES = 20 * 1024 * 1024;

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * Unpacks the worksheets of an Excel workbook one by one, and every other part only to see how large it is: what a header
 * says of sizes is no proof. Throws `ZipTrouble` before much memory is used.
 */
export function* unpackedTexts(zip: Buffer): Generator<string> {
  let leftBytes = MOST_BYTES;
  for (const { name, method, data } of entriesOf(zip)) {
    const content = unpacked(data, method, leftBytes);
    leftBytes -= content.length;
    if (leftBytes < 0) throw tooMuch();
    if (/^xl\/worksheets\/.*\.xml$/i.test(name)) yield content.toString('utf8');
  }
}

function unpacked(data: Buffer, method: number, mostBytes: number): Buffer {
  if (method === 0) return data;
  if (method !== 8) throw new ZipTrouble('The workbook is packed in a way that is not read here.');
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, mostBytes) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooMuch();
    throw new ZipTrouble('The workbook is damaged.');
  }
}

function* entriesOf(zip: Buffer): Generator<{ name: string; method: number; data: Buffer }> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END)
    throw new ZipTrouble('The workbook is damaged.');
  const count = zip.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw tooMuch();
  let at = zip.readUInt32LE(end + 16);
  for (let n = 0; n < count; n++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== ENTRY) throw new ZipTrouble('The workbook is damaged.');
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength!);
    yield {
      name,
      method: zip.readUInt16LE(at + 10),
      data: dataOf(zip, zip.readUInt32LE(at + 42), zip.readUInt32LE(at + 20)),
    };
    at += 46 + nameLength! + extraLength! + noteLength!;
  }
}

function dataOf(zip: Buffer, header: number, length: number): Buffer {
  if (header + 30 > zip.length) throw new ZipTrouble('The workbook is damaged.');
  const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  if (from + length > zip.length) throw new ZipTrouble('The workbook is damaged.');
  return zip.subarray(from, from + length);
}

function tooMuch(): ZipTrouble {
  return new ZipTrouble(`The workbook unpacks to more than ${MOST_BYTES / 1024 / 1024} MB.`);
}
