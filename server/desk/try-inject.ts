import { settledInject } from '../drill/decide/injects.ts';
import type { Begin } from './beside.ts';
import { soFarOf } from './so-far.ts';

/** What an inject would do if it fired now, as two copies of the drill show it to who asks alone. */
export const tryInject: Begin<'inject.try'> = (drill, { payload: { inject } }) => {
  const no = settledInject(drill.session, inject);
  if (no) return no;
  const read = soFarOf(drill);
  return async () => {
    const { trial } = await drill.parts.bots.run<'try'>({ kind: 'try', soFar: await read(), inject, draft: null });
    return () => ({ ok: true, result: trial });
  };
};
