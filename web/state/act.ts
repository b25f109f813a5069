import type { CommandName, Commands } from '../../server/protocol/commands.ts';
import type { Reply } from '../../server/protocol/wire.ts';
import { toasts } from '../kit/toasts.svelte.ts';
import type { DrillState } from './drill.svelte.ts';

/** Sends a command and says aloud when the server refuses: what happened and what to do. */
export async function act<N extends CommandName>(
  drill: DrillState,
  name: N,
  payload: Commands[N]['in'],
): Promise<Reply<Commands[N]['out']>> {
  const reply = await drill.send(name, payload);
  if (!reply.ok) toasts.say(`${reply.refusal.message} ${reply.refusal.hint}`, { tone: 'warn' });
  return reply;
}
