import { draftAt } from '../drill/decide/decision.ts';
import { faultSpec, presentCheck, settingRefusal, togetherWith } from '../drill/fault-clearance.ts';
import { refuse } from '../drill/refuse.ts';
import type { Begin } from './beside.ts';
import { soFarOf } from './so-far.ts';

/**
 * A bot plays the drill from its present second with this fault fired, to see whether people can bring the service back.
 * What it found is logged, so that a replay never asks, and decides whether a breaker may fire.
 */
export const checkFault: Begin<'fault.check'> = (drill, { seat, command, payload: { fault, parameters = {} } }) => {
  const { session } = drill;
  const now = session.sim.faults().find(({ id }) => id === fault);
  if (!now || !faultSpec(session, fault))
    return refuse('fault/unknown', 'There is no such fault in this scenario.', 'Choose one from the deck.');
  if (now.fired) return refuse('fault/not-ready', 'This fault is at work or has been.', 'Choose another one.');
  const no = settingRefusal(session, fault, parameters);
  if (no) return no;
  const asked = togetherWith(session, fault).join();
  const read = soFarOf(drill);
  return async () => {
    const job = { kind: 'recoverable', soFar: await read(), fault, parameters } as const;
    const { check } = await drill.parts.bots.run<'recoverable'>(job);
    return async () => {
      if (session.clock.state === 'ended')
        return { ok: false, refusal: refuse('drill/ended', 'The drill has ended.', 'Read its debrief.') };
      if (togetherWith(session, fault).join() !== asked)
        return {
          ok: false,
          refusal: refuse('fault/unchecked', 'Another fault came to work meanwhile.', 'Check again.'),
        };
      await drill.input([draftAt(session, 'fault.checked', { check }, { seat: seat.id, command })]);
      return { ok: true, result: presentCheck(session, fault) ?? check };
    };
  };
};
