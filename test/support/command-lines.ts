import fc from 'fast-check';

/** Places of the host that no line may read: the grammar tries them all. */
export interface Bait {
  /** A file on the host with a word in it that appears nowhere else. */
  file: string;
  /** A variable of the server's own environment. */
  variable: string;
}

const TOOLS = [
  'kubectl', 'psql', 'curl', 'openssl', 'dig', 'host', 'nslookup', 'dns', 'redis-cli', 'queue', 'disk', 'ssh', 'df', 'lsof', 'ps', 'top',
  'free', 'uptime', 'uname', 'journalctl', 'systemctl', 'nc', 'ping', 'ss', 'cert', 'deploy', 'flag', 'job', 'logs', 'promql', 'git', 'help',
  'grep', 'jq', 'sort', 'awk', 'sed', 'cat', 'tail', 'head', 'wc', 'xargs', 'ls', 'rm', 'tee', 'cut', 'date', 'id', 'env', 'echo', 'find',
]; // prettier-ignore

/** Lines that people type, to be bent out of shape. */
const PLAIN = [
  'kubectl get pods -o wide', 'kubectl logs deployment/checkout --tail=20 | grep -i error | wc -l', 'kubectl describe pod checkout-1',
  'kubectl rollout undo deployment/checkout', 'kubectl get pods -o json | jq ".items[].metadata.name"',
  `psql -h orders -c "select state, count(*) from pg_stat_activity group by 1 order by 2 desc"`,
  `psql -h orders -Atc "select pid from pg_stat_activity where state = 'idle'" | head -3`, 'psql -h orders-replica -c "\\d orders"',
  'psql -h orders -c "alter system set work_mem = \'8MB\'" -c "select pg_reload_conf()"', 'psql postgresql://u:p@orders:5432/x?y=z -c "select 1"',
  'psql -h orders-pooler -p 6432 pgbouncer -c "SHOW POOLS"', "curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' https://shop.example/pay",
  'curl -v --resolve shop.example:443:10.0.0.1 -m 3 https://shop.example/', 'curl -s https://status.quillpay.example/api/v2/status.json | jq .status',
  'openssl s_client -connect shop.example:443 -servername shop.example </dev/null | openssl x509 -noout -dates', 'dig +short orders-db.internal',
  'dig @10.43.0.10 -t CNAME cache.internal +noall +answer', 'redis-cli -h cache INFO memory | grep used', 'redis-cli -h cache SLOWLOG GET 5',
  'queue describe order-mails', 'dns set orders-db.internal 10.40.4.12 --ttl 60', "ssh orders-db 'sudo du -sh /var/lib/postgresql/* | sort -h'",
  'ssh orders-db sudo lsof +L1', "ssh orders-db 'journalctl -u postgresql -n 50 --since \"10 min ago\"'", 'ssh orders-db sudo rm -rf /var/lib/postgresql/core.4411',
  'df -h', 'nc -zv orders-db 5432', 'ping -c 3 cache.internal', 'promql \'sum by (service) (rate(http_requests_total{code=~"5.."}[1m]))\'',
  'logs checkout --since 10m --level error | tail -5', 'for i in 1 2 3; do echo $i; done', 'x=$(kubectl get pods | wc -l); echo "$x"',
]; // prettier-ignore

const WORDS = [
  'get', 'pods', 'describe', '-o', 'json', '-c', '-h', 'orders', 'orders-db', 'cache', 'select', '*', 'from', 'pg_locks', '--since', '10m',
  '-n', '5', '--help', '-x', '--', '-', '\\x', '\\d', 'set', 'delete', 'shop.example', 'https://shop.example/', '+short', '@ns1', '-w',
  '%{json}', '--resolve', 'x:443:1.2.3.4', '/dev/null', 'INFO', 'FLUSHALL', '-1', '0', '99999999999999999999', 'NaN', '__proto__', 'constructor',
  'toString', '{}', '[]', '1e309', '-0', '.', '..', '/', '~', '*', '?', '[a-', '(a+)+$',
]; // prettier-ignore

const META = ['|', '||', '&&', ';', '&', '>', '>>', '<', '<<<', '2>&1', '`', '$(', ')', '(', '{', '}', '"', "'", '\\', '$', '!', '#', '\n', '\t', '$((', '))', '${', '[[', ']]', '*']; // prettier-ignore

/** Text that has broken parsers before. */
const ODD = ['é', '日本語', '🦊', '\u202e', '\u0000', '\ufeff', 'İ', 'ß', '%s%n', "' or 1=1 --", '\ud800', '\r', '\u001b[31m', '--=', '='.repeat(9)]; // prettier-ignore

/** Generated and mutated command lines: tools, flags, shell characters, huge arguments, and attempts on the host. */
export function commandLines({ file, variable }: Bait): fc.Arbitrary<string> {
  const word = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 1, arbitrary: fc.nat({ max: 20_000 }).map((size) => 'a'.repeat(size)) },
    { weight: 1, arbitrary: fc.constantFrom(file, '/etc/passwd', '/proc/self/environ', '/proc/1/cmdline', `$${variable}`, `file://${file}`, '../../../../etc/passwd', '/dev/tcp/127.0.0.1/22') }, // prettier-ignore
  );
  const quoted = fc.tuple(word, fc.constantFrom('', '', '', '"', "'")).map(([text, mark]) => `${mark}${text}${mark}`);
  const command = fc
    .tuple(fc.constantFrom(...TOOLS), fc.array(quoted, { maxLength: 6 }))
    .map((parts) => parts.flat().join(' '));
  const joined = fc
    .array(fc.tuple(command, fc.constantFrom(' | ', ' && ', ' || ', '; ', ' > /tmp/x; ', ' 2>&1 | ')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([text, join], at) => (at === parts.length - 1 ? text : text + join)).join(''));
  const reads = fc.constantFrom('cat', 'grep .', 'head -5', 'jq -R .', 'awk 1', 'sed -n p', 'sort', 'tac', 'base64', 'xargs -I{} echo {} <', 'source', 'curl', 'psql -h orders -f', 'openssl x509 -in', 'ssh orders-db cat', 'while read l; do echo $l; done <'); // prettier-ignore
  const spying = fc.tuple(reads, fc.constantFrom(file, '/etc/passwd', '/proc/self/environ', `/proc/self/root${file}`)).map(([tool, path]) => `${tool} ${path}`); // prettier-ignore
  return fc.oneof(
    { weight: 4, arbitrary: mutated(fc.constantFrom(...PLAIN)) },
    { weight: 3, arbitrary: joined },
    { weight: 2, arbitrary: mutated(joined) },
    { weight: 1, arbitrary: spying },
    { weight: 1, arbitrary: mutated(spying) },
  );
}

/** Cuts, doubles, swaps and inserts at random places of a line. */
function mutated(lines: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    how: fc.constantFrom('insert', 'cut', 'double', 'drop'),
    what: fc.constantFrom(...META, ...ODD, ...WORDS),
  });
  return fc.tuple(lines, fc.array(change, { minLength: 1, maxLength: 5 })).map(([line, changes]) =>
    changes.reduce((text, { at, how, what }) => {
      const place = Math.floor(at * (text.length + 1));
      if (how === 'insert') return text.slice(0, place) + what + text.slice(place);
      if (how === 'cut') return text.slice(0, place);
      if (how === 'double')
        return text.slice(0, place) + text.slice(Math.max(0, place - 20), place) + text.slice(place);
      return text.slice(0, place) + text.slice(place + 3);
    }, line),
  );
}
