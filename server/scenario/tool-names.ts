/**
 * The command-line tools that conditions and bots may speak of. Kept beside the loader so that reading a scenario does
 * not load every tool (psql brings a SQL parser); a test holds it equal to the registry's names.
 */
export const SCENARIO_TOOLS: readonly string[] = [
  'cert', 'curl', 'deploy', 'flag', 'help', 'job', 'kubectl', 'logs', 'openssl', 'promql', 'psql',
]; // prettier-ignore
