import { draftAt } from '../drill/decide/decision.ts';
import { faultSpec, presentCheck, settingRefusal, settingsOf, togetherWith } from '../drill/fault-clearance.ts';
import { refuse } from '../drill/refuse.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import type { Begin } from './beside.ts';
import type { ChecksUnderWay } from './checks-under-way.ts';
import { soFarOf } from './so-far.ts';

/**
 * A bot plays the drill from its present second with this fault fired, to see whether people can bring the service back.
 * What it found is logged, so that a replay never asks, and decides whether a breaker may fire.
 */
export const checkFault: Begin<'fault.check'> = (
  drill,
  { seat, command, payload: { fault, parameters: turned = {} } },
) => {
  const { session, checks, parts } = drill;
  const now = session.sim.faults().find(({ id }) => id === fault);
  if (!now || !faultSpec(session, fault))
    return refuse('fault/unknown', 'There is no such fault in this scenario.', 'Choose one from the deck.');
  if (now.fired) return refuse('fault/not-ready', 'This fault is at work or has been.', 'Choose another one.');
  const wrong = settingRefusal(session, fault, turned);
  if (wrong) return wrong;
  const parameters = settingsOf(session, fault, turned);
  const together = togetherWith(session, fault);
  const read = soFarOf(drill);
  return async () => {
    const check = await checks.run({ fault, parameters, together }, async (signal, onProgress) => {
      const job = { kind: 'recoverable', soFar: await read(), fault, parameters } as const;
      return (await parts.bots.run<'recoverable'>(job, onProgress, signal)).check;
    });
    return async () => {
      if (session.clock.state === 'ended') return no('drill/ended', 'The drill has ended.', 'Read its debrief.');
      if (check === null) return no('fault/unchecked', 'The check was called off.', 'Check again when you need it.');
      if (togetherWith(session, fault).join() !== together.join())
        return no('fault/unchecked', 'Another fault came to work meanwhile.', 'Check again.');
      // Two who asked at once have one answer, and the log has it once.
      if (presentCheck(session, fault, parameters)?.checkedAtS !== check.checkedAtS)
        await drill.input([draftAt(session, 'fault.checked', { check }, { seat: seat.id, command })]);
      return { ok: true, result: presentCheck(session, fault, parameters) ?? check };
    };
  };
};

/** Nobody waits for a check any more. */
export function cancelCheck(checks: ChecksUnderWay | undefined, check: string): Reply<void> {
  return checks?.cancel(check)
    ? { ok: true, result: undefined }
    : no('request/too-late', 'This check is not under way any more.', 'Look at what it found.');
}

function no(...why: Parameters<typeof refuse>): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: refuse(...why) };
}
