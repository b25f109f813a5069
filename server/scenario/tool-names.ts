/**
 * The command-line tools that conditions and bots may speak of. Kept beside the loader so that reading a scenario does
 * not load every tool (psql brings a SQL parser); a test holds it equal to the registry's names.
 */
export const SCENARIO_TOOLS: readonly string[] = [
  'breaker', 'cert', 'curl', 'deploy', 'df', 'dig', 'disk', 'dns', 'flag', 'free', 'git', 'help', 'host', 'job',
  'journalctl', 'kubectl', 'logs', 'lsof', 'nc', 'nslookup', 'openssl', 'ping', 'promql', 'ps', 'psql', 'queue',
  'redis-cli', 'ss', 'ssh', 'systemctl', 'top', 'traffic', 'uname', 'uptime',
]; // prettier-ignore
