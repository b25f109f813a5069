import type { TelemetryHistory } from '../../server/protocol/commands.ts';
import type { TickMessage } from '../../server/protocol/events.ts';

/** Sampled chart values as columns that only grow; `version` changes when a sample arrives. */
export class Telemetry {
  version = $state(0);
  times: number[] = [];
  values: (number | null)[][] = [];
  /** A volatile tick was lost: the history must be asked for again. */
  hasHole = $state(false);

  load(history: TelemetryHistory): void {
    this.times = history.times;
    this.values = history.values;
    this.hasHole = false;
    this.version++;
  }

  take(tick: TickMessage): void {
    if (tick.sampleAtS === undefined || !tick.values) return;
    const last = this.times.at(-1);
    if (last !== undefined && tick.sampleAtS <= last) return;
    const step = this.times.length > 1 ? this.times[1]! - this.times[0]! : 0;
    if (last !== undefined && step > 0 && tick.sampleAtS > last + step) this.hasHole = true;
    this.times.push(tick.sampleAtS);
    tick.values.forEach((value, series) =>
      (this.values[series] ??= new Array<null>(this.times.length - 1).fill(null)).push(value),
    );
    this.version++;
  }
}
