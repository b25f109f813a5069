import type { ServiceState } from './station.ts';
import { STATUS, statusIndex } from './station.ts';
import { recordLatency } from '../telemetry/latency.ts';

/** Time to say no at the door: before anything is looked at, and before a slot is taken. */
export const SHED_S = 0.002;

/** A service that sheds load turns away its part of `amount` requests. Returns how many; the caller answers them 503. */
export function shed(service: ServiceState, amount: number): number {
  const refused = amount * (1 - service.letIn);
  service.shed += refused;
  service.answers[service.version * STATUS.length + statusIndex(503)]! += refused;
  recordLatency(service.latency, refused, SHED_S, 0);
  return refused;
}
