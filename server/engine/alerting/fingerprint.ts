import type { Labels } from '../telemetry/series.ts';

/**
 * 16 hex digits that name a label set: FNV-1a 64 over `name 0xFF value 0xFF` in name order, which is how
 * Prometheus' Alertmanager fingerprints alerts (`model.LabelSet.Fingerprint`), so both show the same one.
 */
export function fingerprint(labels: Labels): string {
  const bytes: number[] = [];
  for (const name of Object.keys(labels).sort()) {
    pushUtf8(bytes, name);
    bytes.push(0xff);
    pushUtf8(bytes, labels[name]!);
    bytes.push(0xff);
  }
  return fnv1a64(bytes);
}

/** FNV-1a, 64 bits, as 16 hex digits. The prime is 2^40 + 0x1b3, so a product is two shifted 32-bit halves. */
export function fnv1a64(bytes: readonly number[]): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
    low = product % 0x1_0000_0000;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function pushUtf8(bytes: number[], text: string): void {
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
}
