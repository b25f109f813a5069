const KIB_PER_GIB = 1_048_576;

/** GNU's `-h`: powers of 1024, one digit after the point below 10, always rounded up. `2.0G`, `187M`, `12K`, `0`. */
export function humanSize(gib: number, zero = '0'): string {
  let amount = gib * KIB_PER_GIB;
  if (amount <= 0) return zero;
  for (const unit of ['K', 'M', 'G', 'T', 'P']) {
    if (amount < 1023.95 || unit === 'P') {
      const tenths = Math.ceil(amount * 10 - 1e-6) / 10;
      return tenths < 10 ? `${tenths.toFixed(1)}${unit}` : `${Math.ceil(amount - 1e-6)}${unit}`;
    }
    amount /= 1024;
  }
  return zero;
}

export function kib(gib: number): number {
  return Math.ceil(gib * KIB_PER_GIB);
}

export function bytes(gib: number): number {
  return Math.round(gib * KIB_PER_GIB) * 1024;
}

/** `50G`, `+10g`, `512M` in GiB; null when it is no size. */
export function readSize(text: string): number | null {
  const match = /^\+?(\d+(?:\.\d+)?)\s*([kKmMgGtT]?)i?[bB]?$/.exec(text);
  if (!match) return null;
  const unit: Record<string, number> = { k: 1 / KIB_PER_GIB, m: 1 / 1024, g: 1, t: 1024, '': 1 / 1024 };
  return Number(match[1]) * unit[match[2]!.toLowerCase()]!;
}
