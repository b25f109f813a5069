import { z } from 'zod';
import type { AnyEntry } from './entry.ts';

/**
 * A drill as a file: one header line, the scenario as the drill pinned it where the writer has it, then one log entry a
 * line (JSON Lines, UTF-8). Portable: it replays anywhere, and its hash chain tells when somebody touched it.
 */
const DRILL_FILE_VERSION = 1;

const header = z.object({ drillbook: z.literal(DRILL_FILE_VERSION), kind: z.literal('drill') });

/** `body`: what `server/scenario/pack.ts` wrote. */
const pinned = z.object({ kind: z.literal('scenario'), body: z.string() });

const entry = z.object({
  drill: z.string(),
  seq: z.number().int().positive(),
  kind: z.string(),
  v: z.number().int().positive(),
  simMs: z.number().int().nonnegative(),
  wallMs: z.number(),
  seat: z.string().nullable(),
  command: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
});

/** What is wrong with a drill file, and where; lines from 1. */
export class DrillFileProblem extends Error {
  override readonly name = 'DrillFileProblem';
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

export function writeDrillFile(entries: readonly AnyEntry[], pack: string | null = null): string {
  const first = entries[0];
  const about = first?.kind === 'drill.created' ? first.payload : null;
  const head = {
    drillbook: DRILL_FILE_VERSION,
    kind: 'drill',
    drill: first?.drill ?? '',
    scenario: about?.scenario ?? '',
    variant: about?.variant ?? '',
    engine: about?.engine ?? '',
    entries: entries.length,
  };
  const scenario = pack === null ? [] : [{ kind: 'scenario', body: pack }];
  return `${[head, ...scenario, ...entries].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** The entries of a drill file. Throws `DrillFileProblem` with the line and what was expected there. */
export function readDrillFile(text: string): AnyEntry[] {
  return openDrillFile(text).entries;
}

/** The same, with the pack of the scenario where the file has one. */
export function openDrillFile(text: string): { entries: AnyEntry[]; pack: string | null } {
  const lines = text.split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === 0) throw new DrillFileProblem(1, 'the file is empty; a drill file begins with a header line');
  const head = header.safeParse(parseLine(lines[0]!, 1));
  if (!head.success) {
    throw new DrillFileProblem(1, `expected the header {"drillbook":${DRILL_FILE_VERSION},"kind":"drill",…}`);
  }
  const scenario = lines.length > 1 ? pinned.safeParse(parseLine(lines[1]!, 2)) : null;
  const from = scenario?.success ? 2 : 1;
  const entries = lines.slice(from).map((line, index) => readEntry(line, index + from + 1));
  return { entries, pack: scenario?.success ? scenario.data.body : null };
}

function readEntry(line: string, number: number): AnyEntry {
  const parsed = entry.safeParse(parseLine(line, number));
  if (parsed.success) return parsed.data as unknown as AnyEntry;
  const issue = parsed.error.issues[0];
  throw new DrillFileProblem(
    number,
    `not a log entry: ${issue?.path.join('.') || 'it'} ${issue?.message ?? ''}`.trim(),
  );
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DrillFileProblem(number, 'not JSON; the file was cut or edited by hand');
  }
}
