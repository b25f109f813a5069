/** Tools that people name in runbooks, so that `kubectl get pods` inside a sentence is known for a command. */
const TOOLS = new Set([
  'kubectl', 'oc', 'helm', 'docker', 'podman', 'crictl', 'nerdctl', 'docker-compose', 'kubectx', 'stern', 'argocd', 'flux', 'istioctl',
  'psql', 'mysql', 'mysqladmin', 'pg_ctl', 'pg_dump', 'pg_restore', 'pg_basebackup', 'pgbouncer', 'patronictl', 'redis-cli', 'mongo', 'mongosh',
  'cqlsh', 'nodetool', 'sqlite3', 'clickhouse-client', 'etcdctl', 'consul', 'vault', 'nomad', 'zkcli', 'rabbitmqctl', 'rabbitmqadmin',
  'kafka-topics', 'kafka-topics.sh', 'kafka-consumer-groups', 'kafka-consumer-groups.sh', 'kcat', 'queue',
  'systemctl', 'service', 'journalctl', 'supervisorctl', 'initctl', 'launchctl', 'crontab', 'shutdown', 'reboot', 'nginx', 'apachectl', 'haproxy',
  'curl', 'wget', 'dig', 'nslookup', 'host', 'ping', 'traceroute', 'mtr', 'nc', 'telnet', 'openssl', 'ssh', 'scp', 'rsync', 'tcpdump', 'ss', 'netstat',
  'ip', 'iptables', 'nft', 'ethtool', 'certbot', 'cert',
  'df', 'du', 'lsof', 'ps', 'top', 'htop', 'kill', 'pkill', 'killall', 'free', 'vmstat', 'iostat', 'sar', 'dmesg', 'uptime', 'mount', 'umount', 'lsblk',
  'fdisk', 'resize2fs', 'xfs_growfs', 'lvextend', 'sysctl', 'ulimit', 'strace', 'perf', 'jstack', 'jmap', 'jcmd',
  'ls', 'cat', 'tail', 'head', 'less', 'grep', 'zgrep', 'awk', 'sed', 'find', 'rm', 'mv', 'cp', 'ln', 'chmod', 'chown', 'touch', 'mkdir', 'tar', 'gzip',
  'logrotate', 'truncate', 'wc', 'sort', 'jq', 'yq', 'watch', 'sudo', 'su', 'bash', 'sh', 'python', 'python3', 'node', 'java', 'make',
  'aws', 'gcloud', 'gsutil', 'az', 'terraform', 'ansible', 'ansible-playbook', 'git', 'gh', 'npm', 'pip', 'apt', 'apt-get', 'yum', 'dnf', 'postqueue',
  'postfix', 'mailq', 'postsuper', 'promtool', 'amtool', 'logcli', 'promql', 'logs', 'deploy', 'flag', 'traffic', 'breaker', 'job', 'rails', 'rake',
  'php', 'artisan', 'bin/rails', 'varnishadm', 'memcached', 'ntpq', 'chronyc', 'timedatectl', 'hostnamectl', 'snmpwalk', 'ipmitool', 'zpool', 'ceph',
  'rbd', 'gluster', 'keytool', 'kinit', 'ldapsearch', 'kubeadm', 'velero', 'eksctl', 'doctl', 'heroku', 'fly', 'cf', 'salt', 'puppet', 'chef-client',
]); // prettier-ignore

export function isKnownTool(name: string): boolean {
  return TOOLS.has(name);
}
