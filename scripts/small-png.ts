import { deflateSync, inflateSync } from 'node:zlib';

/** Colours of a small picture. Text that is smoothed against few surfaces needs no more. */
const PALETTE = 256;
/** Squared distance under which two colours share a place, so that a rare hue (one severity mark) still gets one. */
const SAME = 150;
/** Pixels from which a colour is a surface. */
const AREA = 1000;

/**
 * Makes a screenshot about a third as large: a palette of the 256 most used colours instead of 16 million, each pixel
 * the nearest of them. Reads 8-bit RGB and RGBA without interlacing, which is what Chromium writes; throws otherwise.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const { colours, indexOf } = palette(rgb);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf((y * width + x) * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

interface Picture {
  width: number;
  height: number;
  /** Three bytes for each pixel. */
  rgb: Uint8Array;
}

function decode(png: Buffer): Picture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = { 2: 3, 6: 4 }[png[25] ?? 0];
  if (png[24] !== 8 || !channels || png[28] !== 0) throw new Error('Only 8-bit RGB or RGBA without interlacing.');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1)
    for (let c = 0; c < 3; c += 1) rgb[i * 3 + c] = raw[i * channels + c] ?? 0;
  return { width, height, rgb };
}

/** Undoes the five line filters of PNG (specification, section 9). */
function unfilter(lines: Buffer, stride: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const kind = lines[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? (out[y * stride + x - channels] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (out[(y - 1) * stride + x - channels] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind] ?? 0;
      out[y * stride + x] = (lines[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const p = left + up - corner;
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The most used colours, and the nearest of them for the pixel that begins at a byte. */
function palette(rgb: Uint8Array): { colours: number[][]; indexOf: (at: number) => number } {
  const key = (at: number) => ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
  const uses = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) uses.set(key(at), (uses.get(key(at)) ?? 0) + 1);
  const colours: number[][] = [];
  for (const [colour, count] of [...uses].sort((a, b) => b[1] - a[1])) {
    if (colours.length === PALETTE) break;
    const [r, g, b] = [colour >> 16, (colour >> 8) & 255, colour & 255];
    const near = colours.some(([x = 0, y = 0, z = 0]) => (x - r) ** 2 + (y - g) ** 2 + (z - b) ** 2 < SAME);
    // Surfaces differ by a few steps only; what covers an area keeps its own colour.
    if (!near || count > AREA) colours.push([r, g, b]);
  }
  const nearest = new Map<number, number>();
  const find = (at: number) => {
    let best = 0;
    let least = Infinity;
    colours.forEach(([r = 0, g = 0, b = 0], i) => {
      const distance = ((rgb[at] ?? 0) - r) ** 2 + ((rgb[at + 1] ?? 0) - g) ** 2 + ((rgb[at + 2] ?? 0) - b) ** 2;
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  };
  return {
    colours,
    indexOf: (at) => {
      const known = nearest.get(key(at));
      if (known !== undefined) return known;
      const found = find(at);
      nearest.set(key(at), found);
      return found;
    },
  };
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = (CRC[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}
