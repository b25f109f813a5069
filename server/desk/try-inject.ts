import type { Admitted } from '../drill/decide/decide.ts';
import { refuse } from '../drill/refuse.ts';
import type { Reply } from '../protocol/wire.ts';
import type { LineDrill } from './terminal-line.ts';

export function tryInject(_drill: LineDrill, _admitted: Admitted<'inject.try'>): Promise<Reply<unknown>> {
  const refusal = refuse('server/unexpected', 'This is not here yet.', 'Try again later.');
  return Promise.resolve({ ok: false, refusal });
}
