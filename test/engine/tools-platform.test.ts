import { beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import { completeTool } from '../../server/engine/tools/registry.ts';
import { caches, databaseSettings, disks } from '../../server/engine/read.ts';
import { initSql } from '../../server/sql/parse.ts';
import { EVERYTHING, platformTerminal, platformWorld, type PlatformTerminal } from '../support/platform-terminal.ts';

beforeAll(() => initSql());

type Line = [line: string, exitCode: number, says: RegExp, actions?: Action[]];

const CORE = '/var/lib/postgresql/core.4411';
const AUDIT = '/var/lib/postgresql/log/audit.log';

const LINES: Line[] = [
  // psql: connecting
  ['psql -h orders -c "\\conninfo"', 0, /You are connected to database "orders" as user "oncall" on host "orders" \(address/],
  ['psql postgresql://oncall:x@orders-db.internal:5432/orders -Atc "select 1"', 0, /^1\n$/],
  ['psql "host=orders dbname=nosuch" -c "select 1"', 2, /FATAL: {2}database "nosuch" does not exist/],
  ['psql -h orders -p 5433 -c "select 1"', 2, /Connection refused\n\tIs the server running on that host/],
  ['psql -h orders -Z', 1, /psql: invalid option -- 'Z'\npsql: hint: Try "psql --help"/],
  ['psql -h orders --frob', 1, /psql: unrecognized option '--frob'/],
  ['psql -V', 0, /^psql \(PostgreSQL\) 15/],
  ['psql -h orders -l', 0, /List of databases\n.*\n.*\n orders /s],
  ['psql -h orders --csv -c "select 1 as a, \'x,y\' as b"', 0, /^a,b\n1,"x,y"\n$/],
  ['psql -h orders -P null=- -P format=unaligned -c "select null as n"', 0, /^n\n-\n\(1 row\)\n$/],
  ['psql -h orders -q -c "set work_mem = \'8MB\'" -c "show work_mem"', 0, /^ work_mem \n-+\n 8MB/],
  // psql: meta-commands
  ['psql -h orders -c "\\dt"', 0, /List of relations\n Schema \|\s+Name\s+\| Type \s*\|/],
  ['psql -h orders -c "\\d orders"', 0, /Table "public.orders"[\s\S]*Indexes:\n {4}"orders_pkey" PRIMARY KEY, btree \(id\)/],
  ['psql -h orders -c "\\d pg_locks"', 0, /View "pg_catalog.pg_locks"/],
  ['psql -h orders -c "\\d nosuch"', 1, /Did not find any relation named "nosuch"\./],
  ['psql -h orders -c "\\du"', 0, /List of roles[\s\S]*postgres\s+\| Superuser, Create role/],
  ['psql -h orders -c "\\timing" -c "select 1"', 0, /Timing is on\.[\s\S]*Time: \d+\.\d{3} ms/],
  ['psql -h orders -c "\\x" -c "select 1 as a"', 0, /Expanded display is on\.\n-\[ RECORD 1 \]\na \| 1/],
  ['psql -h orders -c "\\frob"', 1, /^invalid command \\frob\n$/],
  // psql: the catalogue
  ['psql -h orders -c "select rolname, rolsuper from pg_roles where rolname = \'postgres\'"', 0, / postgres \| t/],
  ['psql -h orders -Atc "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where relkind = \'r\' and nspname = \'public\'"', 0, /^3\n$/],
  ['psql -h orders -c "select pg_size_pretty(pg_database_size(current_database()))"', 0, /\d+ (MB|GB)/],
  ['psql -h orders -c "select pg_size_pretty(pg_total_relation_size(\'orders\'))"', 0, /\d+ MB/],
  ['psql -h orders -Atc "select pg_is_in_recovery(), inet_server_port()"', 0, /^f\|5432\n$/],
  ['psql -h orders -c "select application_name, state, pg_wal_lsn_diff(sent_lsn, replay_lsn) from pg_stat_replication"', 0, /orders-replica\s+\| streaming/],
  ['psql -h orders -c "select name, setting, unit, pending_restart from pg_settings where name = \'work_mem\'"', 0, /work_mem \| 16384\s+\| kB\s+\| f/],
  ['psql -h orders -c "select relname, n_dead_tup from pg_stat_user_tables order by 2 desc limit 1"', 0, /order_lines/],
  ['psql -h orders -c "select query from pg_stat_statements order by calls desc limit 1"', 0, /\(1 row\)/],
  ['psql -h orders -c "explain select * from pg_stat_activity"', 0, /QUERY PLAN[\s\S]*Function Scan/],
  // psql: the replica
  ['psql -h orders-replica -Atc "select pg_is_in_recovery()"', 0, /^t\n$/],
  ['psql -h orders-replica -c "update orders set id = 1"', 1, /ERROR: {2}cannot execute UPDATE in a read-only transaction/],
  ['psql -h orders-replica -c "select pg_current_wal_lsn()"', 1, /ERROR: {2}recovery is in progress\nHINT: {2}WAL control functions cannot be executed during recovery\./],
  ['psql -h orders-replica -c "select status, sender_host from pg_stat_wal_receiver"', 0, /streaming\s+\| orders-db.internal/],
  // psql: what a role may not do
  ['psql -h orders -c "delete from orders"', 1, /ERROR: {2}permission denied for table orders/],
  ['psql -h orders -c "alter system set work_mem = \'1GB\'"', 1, /ERROR: {2}permission denied to set parameter "work_mem"/],
  ['psql -h orders -c "select pg_reload_conf()"', 1, /permission denied for function pg_reload_conf/],
  ['psql -h orders -c "alter role checkout set statement_timeout = \'5s\'"', 1, /ERROR: {2}permission denied/],
  ['psql -h orders -c "alter role nobody set statement_timeout = \'5s\'"', 1, /ERROR: {2}role "nobody" does not exist/],
  ['psql -h orders -c "set statement_timeout = \'5 parsecs\'"', 1, /invalid value for parameter "statement_timeout": "5 parsecs"\nHINT: {2}Valid units for this parameter are "us", "ms", "s", "min", "h", and "d"\./],
  ['psql -h orders -c "set max_connections = 10"', 1, /parameter "max_connections" cannot be changed without restarting the server/],
  ['psql -h orders -c "begin" -c "delete from orders" -c "select 1" -c "rollback"', 0, /current transaction is aborted, commands ignored until end of transaction block/],
  ['psql -h orders -c "select pg_terminate_backend(pg_backend_pid())"', 2, /terminating connection due to administrator command\nserver closed the connection unexpectedly/],
  // pgbouncer
  ['psql -h orders-pooler -p 6432 pgbouncer -c "SHOW POOLS"', 0, / database\s+\|\s+user\s+\| cl_active \| cl_waiting /],
  ['psql -h orders-db -p 6432 pgbouncer -c "show stats"', 0, /total_xact_count/],
  ['psql -h orders-pooler -p 6432 pgbouncer -c "SHOW CLIENTS"', 0, /\(\d+ rows\)/],
  ['psql -h orders-pooler -p 6432 pgbouncer -c "SHOW CONFIG"', 0, /max_client_conn\s+\| 400/],
  ['psql -h orders-pooler -p 6432 pgbouncer -c "PAUSE"', 1, /ERROR: {2}admin access needed/],
  ['psql -h orders-pooler -p 6432 pgbouncer -c "select 1"', 1, /ERROR: {2}invalid command 'select 1;', use SHOW HELP;/],
  ['psql -h orders-pooler -p 6432 orders -Atc "select 1"', 0, /^1\n$/],
  // redis-cli
  ['redis-cli -h cache PING', 0, /^PONG\n$/],
  ['redis-cli -h cache INFO memory', 0, /^# Memory\nused_memory:\d+\nused_memory_human:/],
  ['redis-cli -h cache.internal -p 6379 DBSIZE', 0, /^\(integer\) \d+\n$/],
  ['redis-cli -h cache --raw DBSIZE', 0, /^\d+\n$/],
  ['redis-cli -h cache CONFIG GET maxmemory*', 0, /1\) "maxmemory"\n2\) "2147483648"/],
  ['redis-cli -h cache SLOWLOG GET 1', 0, /^1\) 1\) \(integer\) \d+\n {3}2\) \(integer\)/],
  ['redis-cli -h cache CLIENT LIST', 0, /addr=.*cmd=client\|list/],
  ['redis-cli -h cache TTL a', 0, /^\(integer\) -2\n$/],
  ['redis-cli -h cache GET', 0, /\(error\) ERR wrong number of arguments for 'get' command/],
  ['redis-cli -h cache FOO bar', 0, /\(error\) ERR unknown command 'FOO', with args beginning with: 'bar'/],
  ['redis-cli -h cache KEYS *', 0, /\(error\) NOPERM/],
  ['redis-cli -h cache --latency', 0, /^min: \d+, max: \d+, avg: /],
  ['redis-cli -h cache --frob', 1, /Unrecognized option or bad number of args for: '--frob'/],
  ['redis-cli -h cache FLUSHALL', 0, /^OK\n$/, [{ do: 'cache.flush', cache: 'catalogue-cache' }]],
  ['redis-cli -h nowhere PING', 1, /Could not connect to Redis at nowhere:6379: Name or service not known/],
  ['redis-cli -h orders-db PING', 1, /Could not connect to Redis at orders-db:6379: Connection refused/],
  // queues
  ['queue list', 0, /QUEUE\s+ENGINE\s+DEPTH\s+OLDEST[\s\S]*order-mails\s+kafka/],
  ['queue describe order-mails', 0, /GROUP\s+TOPIC\s+PARTITION\s+CURRENT-OFFSET\s+LOG-END-OFFSET\s+LAG/],
  ['queue peek order-mails -n 400', 2, /whole number from 1 to 20/],
  ['queue purge order-mails', 1, /say --yes if that is what you want/],
  ['queue purge order-mails --yes', 0, /messages deleted/, [{ do: 'queue.purge', queue: 'order-mails' }]],
  ['queue pause order-mails', 0, /consumers paused/, [{ do: 'queue.pause', queue: 'order-mails' }]],
  ['queue resume order-mails', 0, /was not paused/],
  ['queue park order-mails', 1, /no partition of order-mails is blocked/],
  ['queue describe nosuch', 2, /no queue "nosuch"; there is: order-mails/],
  // DNS
  ['dig orders-db.internal', 0, /status: NOERROR[\s\S]*;; ANSWER SECTION:\norders-db\.internal\.\s+\d+\s+IN\s+A\s+10\.40\.4\.10/],
  ['dig nosuch.internal', 0, /status: NXDOMAIN[\s\S]*;; AUTHORITY SECTION:\ninternal\.\s+30\s+IN\s+SOA/],
  ['dig +short cache.internal', 0, /^cache-a\.internal\.\n10\.40\.\d+\.\d+\n$/],
  ['dig +noall +answer -t CNAME cache.internal', 0, /^cache\.internal\.\s+\d+\s+IN\s+CNAME\s+cache-a\.internal\.\n$/],
  ['dig -x 10.40.4.10 +short', 0, /^orders-db\.internal\.\n$/],
  ['dig @8.8.8.8 shop.example', 9, /;; no servers could be reached/],
  ['dig +trace orders-db.internal', 0, /a\.root-servers\.net/],
  ['host orders-db.internal', 0, /^orders-db\.internal has address 10\.40\.4\.10\n$/],
  ['host nosuch', 1, /^Host nosuch not found: 3\(NXDOMAIN\)\n$/],
  ['nslookup nosuch.internal', 1, /\*\* server can't find nosuch\.internal: NXDOMAIN/],
  ['dns list', 0, /NAME\s+TTL\s+TYPE\s+VALUE\s+FOR/],
  ['dns set orders-db.internal 10.40.4.11 --ttl 60', 0, /60 IN A 10\.40\.4\.11/, [{ do: 'dns.set', name: 'orders-db.internal', value: '10.40.4.11', ttlS: 60 }]],
  ['dns set orders-db.internal not-an-address', 2, /an A record needs an address/],
  ['dns delete cache.internal', 0, /deleted/, [{ do: 'dns.set', name: 'cache.internal', value: null }]],
  ['dns flush checkout', 0, /flushed/, [{ do: 'dns.flush', service: 'checkout' }]],
  // hosts
  ['df -h', 0, /^Filesystem {6}Size {2}Used Avail Use% Mounted on\n\/dev\/nvme0n1p1/],
  ['ssh orders-db df -h', 0, /\/dev\/data\/pg +100G +99G +1\.5G +99% \/var\/lib\/postgresql/],
  ["ssh orders-db 'df -i /var/lib/postgresql'", 0, /Inodes IUsed +IFree IUse%/],
  ['ssh orders-db df /nosuch', 1, /df: \/nosuch: No such file or directory/],
  ["ssh orders-db 'sudo du -sh /var/lib/postgresql/* | sort -h | tail -1'", 0, /^70G\t\/var\/lib\/postgresql\/15\n$/],
  ['ssh orders-db du -h --max-depth=1 /var/lib/postgresql', 0, /^70G\t.*15\n7\.0G\t.*backup\n19G\t.*log\n99G\t\/var\/lib\/postgresql\n$/],
  ['ssh orders-db ls -lhS /var/lib/postgresql/log', 0, /total 19G\n-rw-r----- 1 postgres postgres 19G .* audit\.log/],
  ['ssh orders-db ls /var/lib/postgresql/15/main', 2, /Permission denied/],
  ['ssh orders-db lsof -p 977', 0, /COMMAND +PID +USER[\s\S]*auditd +977 root +3w/],
  ['ssh orders-db lsof +L1', 1, /^$/],
  [`ssh orders-db rm ${CORE}`, 1, /rm: cannot remove '.*': Permission denied/],
  [`ssh orders-db sudo rm ${CORE}`, 0, /^$/, [{ do: 'disk.delete', disk: 'orders-data', path: CORE }]],
  ['ssh orders-db sudo rm /nosuch', 1, /rm: cannot remove '\/nosuch': No such file or directory/],
  ['ssh orders-db sudo rm -rf /', 1, /it is dangerous to operate recursively on '\/'/],
  ['ssh orders-db sudo rm /var/lib/postgresql', 1, /Is a directory/],
  [`ssh orders-db sudo truncate -s 0 ${AUDIT}`, 0, /^$/, [{ do: 'disk.truncate', disk: 'orders-data', path: AUDIT }]],
  [`ssh orders-db 'sudo sh -c "> /proc/977/fd/3"'`, 0, /^$/, [{ do: 'disk.truncate', disk: 'orders-data', path: AUDIT }]],
  [`ssh orders-db 'find /var/lib/postgresql -type f -size +5G -name "*.gz"'`, 0, /^\/var\/lib\/postgresql\/backup\/base-0301\.tar\.gz\n$/],
  ['ssh orders-db sudo lvextend -r -L +50G /dev/data/pg', 0, /changed from 100\.00 GiB .* to 150\.00 GiB/, [{ do: 'disk.extend', disk: 'orders-data', gib: 50 }]],
  ['disk extend orders-data --by 50G', 0, /100G -> 150G/, [{ do: 'disk.extend', disk: 'orders-data', gib: 50 }]],
  ['disk extend orders-data', 2, /by how much\?/],
  ['ssh orders-db uptime', 0, /load average: \d/],
  ['ssh orders-db free -h', 0, /total +used +free +shared +buff\/cache +available\nMem:/],
  ["ssh orders-db 'ps aux | grep -c checkout'", 0, /^\d+\n$/],
  ["ssh orders-db 'top -b -n1 | head -7'", 0, /^top - .*\nTasks: /],
  ['top', 1, /failed tty get/],
  ["ssh orders-db 'journalctl -u postgresql -n 5 --since \"10 min ago\"'", 0, /postgresql@15-main/],
  ['ssh orders-db journalctl -u nosuch', 0, /-- No entries --/],
  ['ssh orders-db systemctl status postgresql', 0, /Active: active \(running\)/],
  ['ssh orders-db systemctl restart postgresql', 1, /Interactive authentication required/],
  ['ssh orders-db sudo systemctl restart postgresql', 0, /^$/, [{ do: 'db.restart', db: 'orders' }]],
  ['ssh orders-db sudo systemctl reload postgresql', 0, /^$/, [{ do: 'db.reload', db: 'orders' }]],
  ['ssh cache sudo systemctl restart redis-server', 0, /^$/, [{ do: 'cache.restart', cache: 'catalogue-cache' }]],
  ['ssh cache systemctl is-active redis-server', 0, /^active\n$/],
  ['ssh orders-db frobnicate', 127, /bash: line 1: frobnicate: command not found/],
  ["ssh orders-db 'for i in 1; do df; done'", 2, /only plain commands/],
  ["ssh orders-db 'false_thing 2>/dev/null || hostname'", 0, /^orders-db\n$/],
  ['ssh nowhere df', 255, /Could not resolve hostname nowhere: Name or service not known/],
  ['ssh checkout df', 255, /connect to host checkout port 22: Connection refused/],
  ['ssh api.quillpay.example df', 255, /Connection timed out/],
  ['ssh root@orders-db df', 255, /root@orders-db: Permission denied \(publickey\)\./],
  ['ssh orders-db', 255, /give the command to run/],
  ['nc -zv orders-db.internal 5432', 0, /Connection to orders-db\.internal \(10\.40\.4\.10\) 5432 port \[tcp\/\*\] succeeded!/],
  ['nc -zv orders-db 5433', 1, /failed: Connection refused/],
  ['nc -zv nowhere 80', 1, /Name or service not known/],
  ['ping -c 2 orders-db', 0, /2 packets transmitted, 2 received, 0% packet loss/],
  ['ping nowhere', 2, /ping: nowhere: Name or service not known/],
  // curl and openssl
  ["curl -sS -o /dev/null -w '%{http_code} %{time_connect} %{time_total}\\n' https://shop.example/checkout", 0, /^200 0\.0\d+ \d\.\d{6}\n$/],
  ['curl -v https://shop.example/', 0, /\* TLSv1\.3 \(OUT\), TLS handshake, Client hello \(1\):[\s\S]*\* {2}subject: CN=shop\.example\n[\s\S]*< HTTP\/1\.1 200 OK/],
  ['curl -I http://shop.example/', 0, /HTTP\/1\.1 301 Moved Permanently[\s\S]*location: https:\/\/shop\.example\//],
  ["curl -sL -w '%{num_redirects}' -o /dev/null http://shop.example/", 0, /^1$/],
  ['curl -s https://status.quillpay.example/api/v2/status.json', 0, /"indicator":"none","description":"All systems operational"/],
  ['curl https://api.quillpay.example/v1/charges', 0, /No API key provided/],
  ['curl -f https://api.quillpay.example/v1/charges', 22, /curl: \(22\) The requested URL returned error: 401/],
  ['curl -m 0.01 https://api.quillpay.example/health', 28, /curl: \(28\) Operation timed out after 10 milliseconds with 0 bytes received/],
  ['curl https://checkout:8080/', 35, /curl: \(35\) error:0A00010B:SSL routines::wrong version number/],
  ['curl http://orders-db:5432', 7, /curl: \(7\) Failed to connect to orders-db port 5432/],
  ['curl --resolve shop.example:443:192.0.2.1 --connect-timeout 3 https://shop.example/', 28, /Connection timed out after 3000 milliseconds/],
  ['curl https://www.example.org', 6, /curl: \(6\) Could not resolve host: www\.example\.org/],
  ['curl ftp://shop.example', 1, /curl: \(1\) Protocol "ftp" not supported/],
  ["curl -s -o /dev/null -w '%{frob}' https://shop.example/", 0, /curl: unknown --write-out variable: 'frob'/],
  ['openssl s_client -connect shop.example:443 -verify_hostname other.example -verify_return_error', 1, /Verify return code: 62 \(hostname mismatch\)/],
  ['openssl s_client -connect api.quillpay.example:443 -brief', 0, /CONNECTION ESTABLISHED/],
  ['openssl s_client -connect orders-db:443', 1, /Connection refused[\s\S]*connect:errno=111/],
  ['openssl x509 -in /etc/edge/tls/shop.pem -noout -checkend 99999999', 1, /Certificate will expire/],
]; // prettier-ignore

describe('what people type on a system with every part', () => {
  let at: PlatformTerminal;
  beforeAll(() => (at = platformTerminal()));

  it.each(LINES)('%s', (line, exitCode, says, actions = []) => {
    const result = at.run(line);
    expect(result.stdout + result.stderr).toMatch(says);
    expect(result.exitCode).toBe(exitCode);
    expect(result.actions).toEqual(actions);
  });
});

describe('rights', () => {
  const at = () => platformTerminal(['psql:orders:pg_monitor']);

  it.each([
    [`ssh orders-db sudo rm ${CORE}`, /oncall is not in the sudoers file/],
    ['redis-cli -h cache FLUSHALL', /NOPERM this user has no permissions to run the 'flushall' command/],
    ['queue purge order-mails --yes', /permission denied/],
    ['dns delete cache.internal', /permission denied/],
    ['disk extend orders-data --by 10G', /permission denied/],
  ])('%s is refused without them', (line, says) => {
    const result = at().run(line);
    expect(result.stdout + result.stderr).toMatch(says);
    expect(result.actions).toEqual([]);
  });
});

describe('settings of a server', () => {
  const admin = () => platformTerminal(['psql:orders:superuser', 'db:restart']);
  const setting = (at: PlatformTerminal, name: string) => databaseSettings(at.world, 'orders')[name];

  it('ALTER SYSTEM waits for pg_reload_conf', () => {
    const at = admin();
    at.does(`psql -h orders -c "alter system set idle_in_transaction_session_timeout = '60s'"`);
    expect(setting(at, 'idle_in_transaction_session_timeout')).toBe('0');
    at.does('psql -h orders -c "select pg_reload_conf()"');
    expect(setting(at, 'idle_in_transaction_session_timeout')).toBe('1min');
    at.does('psql -h orders -c "alter system reset idle_in_transaction_session_timeout" -c "select pg_reload_conf()"');
    expect(setting(at, 'idle_in_transaction_session_timeout')).toBe('0');
  });

  it('one psql sees its own reload', () => {
    const said = admin().run(
      `psql -h orders -Atq -c "alter system set lock_timeout = 5000" -c "show lock_timeout" -c "select pg_reload_conf()" -c "show lock_timeout"`,
    );
    expect(said.stdout).toBe('0\nt\n5s\n');
  });

  it('max_connections says pending_restart after the reload and changes with the restart', () => {
    const at = admin();
    const pending = () =>
      at.run(`psql -h orders -Atc "select setting, pending_restart from pg_settings where name = 'max_connections'"`)
        .stdout;
    at.does('psql -h orders -c "alter system set max_connections = 300"');
    expect(pending()).toBe('180|f\n');
    at.does('psql -h orders -c "select pg_reload_conf()"');
    expect(pending()).toBe('180|t\n');
    at.act({ do: 'db.restart', db: 'orders' });
    at.tick(60);
    expect(pending()).toBe('300|f\n');
  });

  it('ALTER ROLE counts for new sessions and shows in pg_roles', () => {
    const at = admin();
    at.does(`psql -h orders -c "alter role checkout in database orders set statement_timeout = '30s'"`);
    expect(at.run(`psql -h orders -Atc "select rolconfig from pg_roles where rolname = 'checkout'"`).stdout).toBe(
      '{statement_timeout=30s}\n',
    );
    at.does('psql -h orders -c "alter role checkout reset statement_timeout"');
    expect(at.run(`psql -h orders -Atc "select rolconfig from pg_roles where rolname = 'checkout'"`).stdout).toBe('\n');
  });

  it('values out of range and unknown names are refused as PostgreSQL does', () => {
    const at = admin();
    expect(at.run('psql -h orders -c "alter system set max_connections = 0"').stderr).toBe(
      'ERROR:  0 is outside the valid range for parameter "max_connections" (1 .. 262143)\n',
    );
    expect(at.run('psql -h orders -c "alter system set frob = 1"').stderr).toBe(
      'ERROR:  unrecognized configuration parameter "frob"\n',
    );
    expect(at.run('psql -h orders -c "begin; alter system set work_mem = \'8MB\'"').stderr).toBe(
      'ERROR:  ALTER SYSTEM cannot run inside a transaction block\n',
    );
  });
});

describe('what a line does to the parts', () => {
  it('a deleted file that is open frees nothing; truncating it through its descriptor does', () => {
    const at = platformTerminal();
    const used = () => disks(at.world)[0]!.usedGiB;
    const before = used();
    at.does(`ssh orders-db sudo rm ${AUDIT}`, 5);
    expect(used()).toBeGreaterThanOrEqual(before);
    expect(at.run('ssh orders-db du -sh /var/lib/postgresql').stdout).toBe('80G\t/var/lib/postgresql\n');
    expect(at.run('ssh orders-db sudo lsof +L1').stdout).toMatch(/ 0 +\d+ .*audit\.log \(deleted\)/);
    at.does("ssh orders-db 'sudo truncate -s 0 /proc/977/fd/3'", 1);
    expect(used()).toBeLessThan(before - 18);
  });

  it('a flushed cache has no keys', () => {
    const at = platformTerminal();
    at.does('redis-cli -h cache FLUSHALL');
    expect(caches(at.world)[0]!.keys).toBeLessThan(5000);
  });

  it('while PostgreSQL restarts it refuses, then starts up, then answers', () => {
    const at = platformTerminal();
    at.does('ssh orders-db sudo systemctl restart postgresql', 2);
    expect(at.run('psql -h orders -c "select 1"')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Connection refused') as string }); // prettier-ignore
    expect(at.run('ssh orders-db systemctl is-active postgresql')).toMatchObject({ exitCode: 3, stdout: 'inactive\n' });
    at.tick(20);
    expect(at.run('psql -h orders -c "select 1"').stderr).toContain('FATAL:  the database system is starting up');
    at.tick(30);
    expect(at.run('psql -h orders -Atc "select 1"').stdout).toBe('1\n');
  });

  it('psql is a client too: only a superuser gets the reserved slots', () => {
    const spec = platformWorld();
    spec.databases[0] = { ...spec.databases[0]!, maxConnections: 100, otherSessions: 60 };
    delete spec.databases[0].pooler;
    const full = platformTerminal(EVERYTHING, spec);
    full.tick(60);
    const line = 'psql -h orders -Atc "select 1"';
    const said = full.run(line);
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toMatch(/FATAL: {2}(remaining connection slots are reserved for non-replication superuser connections|sorry, too many clients already)/); // prettier-ignore
  });
});

describe('completion', () => {
  const offers = (at: PlatformTerminal, tool: string, ...argv: string[]) => completeTool(at.world, at.ctx, tool, argv);

  it('knows hosts, names, queues, files and flags', () => {
    const at = platformTerminal();
    expect(offers(at, 'psql', '-h', 'orders')).toEqual([
      'orders-db.internal',
      'orders-pooler.internal',
      'orders-replica.internal',
    ]);
    expect(offers(at, 'ssh', 'ord')).toEqual(['orders-db', 'orders-pooler', 'orders-replica']);
    expect(offers(at, 'ssh', 'orders-db', 'jour')).toEqual(['journalctl']);
    expect(offers(at, 'ssh', 'orders-db', 'rm', '/var/lib/postgresql/core')).toEqual([CORE]);
    expect(offers(at, 'queue', 'describe', '')).toEqual(['order-mails']);
    expect(offers(at, 'dns', 'set', 'cache')).toEqual(['cache.internal']);
    expect(offers(at, 'dig', '+sh')).toEqual(['+short']);
    expect(offers(at, 'redis-cli', 'INFO', 'mem')).toEqual(['memory']);
    expect(offers(at, 'nc', '-zv', 'orders-db.internal', '5')).toEqual(['5432']);
    expect(offers(at, 'curl', 'https://status')).toEqual(['https://status.quillpay.example/api/v2/status.json']);
  });
});
