/** What charts of one column share: the hover line and, with it, the time that all of them read out. */
export class ChartGroup {
  /** Simulated second under the pointer, or undefined. */
  hoverS: number | undefined = $state();
}
