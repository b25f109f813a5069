import type { Scenario } from '../../scenario/scenario.ts';
import type { TimedLine } from '../typist.ts';

/** Seconds after the page at which the other lines are typed. */
const TYPES_S = 60;

/**
 * The same afternoon without what breaks: not the fault that the timeline begins with, and no certificate that ends by
 * the calendar. What the timeline fires later belongs to the scenery.
 */
export function withoutFaults(scenario: Scenario): Scenario {
  const { world } = scenario;
  const [main, ...rest] = [...scenario.timeline].sort((a, b) => a.atS - b.atS);
  const endsMs = world.startsAtMs + (scenario.minutes + 60) * 60_000;
  const lasting = <T extends { notAfterMs: number }>(one: T): T => ({
    ...one,
    notAfterMs: Math.max(one.notAfterMs, endsMs),
  });
  const certificates = world.certificates.map((one) => ({ ...lasting(one), chain: one.chain.map(lasting) }));
  return {
    ...scenario,
    world: { ...world, faults: world.faults.filter(({ id }) => id !== main?.fault), certificates },
    timeline: rest,
    injects: scenario.injects.filter(({ fault }) => fault !== main?.fault || fault === null),
  };
}

/** Too short for a page: a line is typed at once. */
export function shortened(calm: Scenario): Scenario {
  return { ...calm, minutes: 1 };
}

/** Everybody is told to have the pods that they have. */
export function sameScale({ world }: Scenario): TimedLine[] {
  return world.services
    .filter(({ autoscaler }) => autoscaler === undefined)
    .map(({ id, replicas }) => ({
      afterS: TYPES_S,
      line: `kubectl scale deployment/${id} --replicas=${replicas}`,
    }));
}

/** Everybody gets three times the pods. */
export function threefold({ world }: Scenario): TimedLine[] {
  return world.services.map(({ id, replicas, autoscaler }) => ({
    afterS: TYPES_S,
    line: autoscaler
      ? `kubectl patch hpa ${id} --patch '{"spec":{"minReplicas":${3 * autoscaler.max},"maxReplicas":${3 * autoscaler.max}}}'`
      : `kubectl scale deployment/${id} --replicas=${3 * replicas}`,
  }));
}
