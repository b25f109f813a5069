import type { Isolation } from '../../server/protocol/set-up.ts';
import { get } from '../api.ts';
import { footNote } from '../kit/foot-note.svelte.ts';

/**
 * Asks the server what could leave it, and lets every foot bar say so. Until it has answered they say what is true
 * without configuration.
 */
export async function sayWhatLeaves(): Promise<void> {
  const reply = await get<Isolation>('/api/isolation');
  if (reply.ok) footNote.text = `Simulated. ${reply.result.sentence}`;
}
