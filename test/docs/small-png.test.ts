import { deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { smallPng } from '../../scripts/small-png.ts';

/** Name, length and data of every chunk. */
function chunks(png: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    found.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  return found;
}

/** A 2 × 2 picture as Chromium would write it: RGB; the second line is filtered by "up". Checksums are not read. */
function twoByTwo(): Buffer {
  const part = (name: string, data: Buffer) => {
    const out = Buffer.alloc(data.length + 12);
    out.writeUInt32BE(data.length, 0);
    out.write(name, 4, 'latin1');
    data.copy(out, 8);
    return out;
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  const lines = Buffer.from([0, 10, 20, 30, 200, 0, 0, 2, 0, 0, 0, 0, 100, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    part('IHDR', header),
    part('IDAT', deflateSync(lines)),
    part('IEND', Buffer.alloc(0)),
  ]);
}

it('keeps every pixel of a picture with few colours', () => {
  const small = chunks(smallPng(twoByTwo()));
  const palette = small.get('PLTE')!;
  const rows = inflateSync(small.get('IDAT')!);
  const colourAt = (x: number, y: number) => [...palette.subarray(rows[y * 3 + 1 + x]! * 3).subarray(0, 3)];
  expect([colourAt(0, 0), colourAt(1, 0), colourAt(0, 1), colourAt(1, 1)]).toEqual([
    [10, 20, 30],
    [200, 0, 0],
    [10, 20, 30],
    [200, 100, 0],
  ]);
});

it('refuses what Chromium does not write', () => {
  const grey = twoByTwo();
  grey[25] = 0;
  expect(() => smallPng(grey)).toThrow('8-bit RGB');
});
