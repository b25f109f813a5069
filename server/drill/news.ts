import type { AnyDraft } from './entry.ts';
import { stateWords } from './project/statechart-words.ts';
import type { Session } from './session.ts';

/** An inject's words are quoted as far as a line goes. */
const MAX_WORDS = 120;

/**
 * What a facilitator waits for, in words: an inject, a page that fires or resolves, a fault that moves, a promise that
 * breaks or holds again. Null for everything else. It tells the truth: for facilitators alone.
 */
export function newsOf({ scenario }: Session, draft: AnyDraft): string | null {
  switch (draft.kind) {
    case 'inject.delivered':
      return `${draft.payload.from}: ${shortened(draft.payload.text)}`;
    case 'alert.changed': {
      const { kind, tier, rule } = draft.payload.transition;
      if (tier !== 'page') return null;
      return kind === 'firing' ? `${rule} pages` : kind === 'resolved' ? `${rule} is resolved` : null;
    }
    case 'slo.changed': {
      const title = scenario.world.slos.find(({ id }) => id === draft.payload.slo)?.title || draft.payload.slo;
      return draft.payload.breached ? `“${title}” is broken` : `“${title}” holds again`;
    }
    case 'fault.moved': {
      const { fault, from, to } = draft.payload;
      if (from === null) return null;
      const spec = scenario.world.faults.find(({ id }) => id === fault);
      const states = (spec?.machine.states ?? {}) as Record<string, { description?: string }>;
      return `${spec?.title || fault}: ${states[to]?.description ?? stateWords(to)}`;
    }
    default:
      return null;
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_WORDS ? line : `${line.slice(0, MAX_WORDS - 1).trimEnd()}…`;
}
