import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { botShell } from '../../../server/bots/bot-shell.ts';
import type { AnyEntry } from '../../../server/drill/entry.ts';
import { PATH } from '../../../server/onboarding/path.ts';
import { initSql } from '../../../server/sql/parse.ts';
import { Newcomer } from '../../support/newcomer.ts';
import { secretsOf } from '../../support/secrets.ts';
import { transcriptOf } from '../../support/transcript.ts';

/** More seeds for a longer look: `ONBOARDING_SEEDS=20 npx vitest run --project drill desk/path`. */
const SEEDS = Array.from({ length: Number(process.env.ONBOARDING_SEEDS ?? 1) }, (_, i) => `shift ${i + 1}`);
/** A folder for what was said and done, to be read. */
const TRANSCRIPTS = process.env.ONBOARDING_TRANSCRIPTS;
const shell = botShell();
beforeAll(() => initSql());
afterAll(() => shell.close());

describe('a new responder who knows only what the room says', () => {
  const runs = SEEDS.flatMap((seed) => PATH.map((_, i) => ({ seed, number: i + 1 })));
  it.each(runs)('completes drill $number alone, $seed', { timeout: 120_000 }, async ({ number, seed }) => {
    const newcomer = new Newcomer(number, seed, shell);
    const record = await newcomer.plays();
    if (TRANSCRIPTS) writeFileSync(`${TRANSCRIPTS}/${number}-${seed}.txt`, transcriptOf(newcomer.entries));
    expect(record.skills.filter(({ shown }) => !shown).map(({ skill }) => skill)).toEqual([]);

    const voices = newcomer.entries.filter(isVoice);
    expect(voices.length).toBeGreaterThan(4);
    for (const secret of secretsOf(newcomer.scenario)) expect(wordsOf(voices), secret).not.toContain(secret);

    // One voice at a time; the end is told at once.
    const atS = voices.filter((entry) => !isEnd(entry)).map(({ simMs }) => simMs / 1000);
    atS.slice(1).forEach((at, i) => expect(at - atS[i]!, `a voice at ${at}`).toBeGreaterThanOrEqual(3));
  });
});

/** The coach, and bots that say something. */
function isVoice({ kind, seat }: AnyEntry): boolean {
  return kind === 'coach.nudged' || (kind === 'chat.said' && seat?.startsWith('bot-') === true);
}

function isEnd({ kind, payload }: AnyEntry): boolean {
  return kind === 'coach.nudged' && payload.id === 'end';
}

/** What they say of themselves: what customers wrote and what people said is quoted. */
function wordsOf(entries: readonly AnyEntry[]): string {
  const texts = entries.map(({ payload }) => ('text' in payload ? String(payload.text) : ''));
  return texts
    .join('\n')
    .replace(/“[^”]*”/g, '“…”')
    .toLowerCase();
}
