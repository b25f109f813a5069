import type { Session } from '../drill/session.ts';

/** Every line that was typed so far, whoever did it. */
export function typedLines({ terminal }: Session): Set<string> {
  return new Set([...terminal.values()].flat().map(({ line }) => line));
}
