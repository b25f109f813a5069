/**
 * Waits below saturation, from queueing theory, with only + − × ÷ so that every machine gets the same bits.
 * Erlang B by its recursion, Erlang C from B, Allen–Cunneen for variability that is not exponential.
 */

/** Utilisation beyond this is the backlog's business: a stationary formula is not reached within a second. */
const MAX_RHO = 0.97;
const RHO_STEPS = 97;
const MAX_SERVERS = 80;
/** (ca² + cs²)/2 of Allen–Cunneen: Poisson arrivals, service of coefficient of variation ≈ 0.66. */
const VARIABILITY = 0.72;

/** `tables[c]` holds Erlang C for ρ = 0, 0.01 … 0.97; a pure function of its arguments, so sharing it between worlds is safe. */
const tables: (Float64Array | undefined)[] = [];

/** Probability that an arrival waits in M/M/c at utilisation `rho` (0..0.97); `servers` whole, 1..80. */
export function erlangC(servers: number, rho: number): number {
  const a = rho * servers;
  if (a <= 0) return 0;
  let inverseB = 1;
  for (let k = 1; k <= servers; k++) {
    inverseB = 1 + (k / a) * inverseB;
    if (inverseB > 1e12) return 0;
  }
  const b = 1 / inverseB;
  return b / (1 - rho * (1 - b));
}

/**
 * Mean wait in seconds before service starts (at most 1).
 * @param servers parallel servers, may be fractional; capped at 80
 * @param rho offered load over capacity
 * @param serviceS mean service time of one server, s
 */
export function meanWaitS(servers: number, rho: number, serviceS: number): number {
  if (rho <= 0 || servers <= 0) return 0;
  const r = rho < MAX_RHO ? rho : MAX_RHO;
  const c = servers < 1 ? 1 : servers > MAX_SERVERS ? MAX_SERVERS : servers;
  const low = Math.floor(c);
  let probability = tabulated(low, r);
  if (c > low) probability += (c - low) * (tabulated(low + 1, r) - probability);
  if (probability === 0) return 0;
  const wait = ((probability * serviceS) / (c * (1 - r))) * VARIABILITY;
  return wait < 1 ? wait : 1;
}

function tabulated(servers: number, rho: number): number {
  let table = tables[servers];
  if (table === undefined) {
    table = new Float64Array(RHO_STEPS + 2);
    for (let i = 0; i <= RHO_STEPS; i++) table[i] = erlangC(servers, i / 100);
    table[RHO_STEPS + 1] = table[RHO_STEPS]!;
    tables[servers] = table;
  }
  const at = rho * 100;
  const index = Math.floor(at);
  const below = table[index]!;
  return below + (at - index) * (table[index + 1]! - below);
}
