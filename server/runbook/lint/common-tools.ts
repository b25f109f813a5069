import { SCENARIO_TOOLS } from '../../scenario/tool-names.ts';
import { COMMANDS } from '../../shell/commands.ts';

/** What a drill's terminal knows: tools of the world, those of the session (a test holds them equal), and a small host's. */
export const DRILL_TOOLS: readonly string[] = [
  ...new Set([...SCENARIO_TOOLS, 'alerts', 'history', 'incident', 'page', 'runbook', 'watch', ...COMMANDS]),
];

/** Tools that runbooks of all trades call. */
const COMMON_TOOLS: readonly string[] = [
  'ansible', 'ansible-playbook', 'apt', 'apt-get', 'argocd', 'awk', 'aws', 'az', 'base64', 'basename', 'bash', 'bazel', 'brew',
  'btrfs', 'bunzip2', 'bzip2', 'cargo', 'cat', 'celery', 'certbot', 'cfssl', 'chmod', 'chown', 'chroot', 'cilium', 'clear',
  'column', 'consul', 'cp', 'crictl', 'cron', 'crontab', 'cqlsh', 'ctr', 'curl', 'cut', 'date', 'dd', 'df', 'diff', 'dig',
  'dirname', 'dmesg', 'docker', 'docker-compose', 'doctl', 'dpkg', 'du', 'egrep', 'elasticsearch', 'etcdctl', 'ethtool',
  'fdisk', 'ffmpeg', 'find', 'firewall-cmd', 'flux', 'flyctl', 'free', 'fsck', 'fuser', 'gcloud', 'getent', 'gh', 'git',
  'glab', 'go', 'gradle', 'grep', 'groups', 'gsutil', 'gunzip', 'gzip', 'haproxy', 'head', 'helm', 'heroku', 'hostname',
  'hostnamectl', 'htop', 'http', 'id', 'ifconfig', 'influx', 'iostat', 'iotop', 'ip', 'iperf3', 'iptables', 'istioctl',
  'java', 'jcmd', 'jmap', 'join', 'journalctl', 'jq', 'jstack', 'k9s', 'kafka-acls.sh', 'kafka-configs.sh',
  'kafka-consumer-groups', 'kafka-consumer-groups.sh', 'kafka-topics', 'kafka-topics.sh', 'kill', 'killall', 'kubeadm',
  'kubectl', 'kubectx', 'kubens', 'kustomize', 'last', 'ldapsearch', 'less', 'linkerd', 'ln', 'logger', 'logrotate', 'ls',
  'lsblk', 'lsof', 'lvextend', 'lvs', 'mail', 'make', 'md5sum', 'minikube', 'mkdir', 'mkfs', 'mktemp', 'mongo', 'mongodump',
  'mongorestore', 'mongosh', 'more', 'mount', 'mpstat', 'mtr', 'multipath', 'mv', 'mvn', 'mysql', 'mysqladmin', 'mysqldump',
  'nano', 'nats', 'nc', 'ncat', 'netcat', 'netstat', 'nginx', 'nice', 'nodetool', 'nohup', 'nomad', 'node', 'npm', 'npx',
  'nslookup', 'ntpq', 'chronyc', 'oc', 'openssl', 'openstack', 'pg_basebackup', 'pg_ctl', 'pg_dump', 'pg_isready',
  'pg_restore', 'pgrep', 'php', 'ping', 'ping6', 'pip', 'pip3', 'pkill', 'pnpm', 'podman', 'postqueue', 'postsuper',
  'powershell', 'promtool', 'ps', 'psql', 'pulumi', 'pvs', 'pwd', 'python', 'python3', 'rabbitmqctl', 'rabbitmq-diagnostics',
  'rclone', 'redis-cli', 'redis-server', 'renice', 'resolvectl', 'restic', 'rm', 'rmdir', 'route', 'rpm', 'rsync', 'ruby',
  'salt', 'sar', 'scp', 'screen', 'sed', 'seq', 'service', 'sftp', 'sh', 'sha256sum', 'shutdown', 'reboot', 'sleep', 'sort',
  'split', 'sqlite3', 'sqlcmd', 'ss', 'ssh', 'ssh-keygen', 'stat', 'strace', 'stern', 'su', 'supervisorctl', 'swapoff', 'swapon',
  'sync', 'sysctl', 'systemctl', 'tail', 'tar', 'tcpdump', 'tee', 'telnet', 'terraform', 'tkn', 'tmux', 'top', 'touch', 'tr',
  'traceroute', 'truncate', 'tsh', 'ufw', 'umount', 'uname', 'uniq', 'unzip', 'uptime', 'usermod', 'vault', 'velero',
  'vgs', 'vi', 'vim', 'visudo', 'vmstat', 'w', 'watch', 'wc', 'wget', 'which', 'who', 'whoami', 'xargs', 'xfs_growfs', 'yarn',
  'mailq', 'eksctl', 'kops', 'k6', 'calicoctl', 'kubeseal', 'skopeo', 'crane', 'dive', 'trivy', 'bosh', 'cf', 'rndc', 'named-checkconf', 'postfix',
  'yq', 'yum', 'dnf', 'zcat', 'zgrep', 'zip', 'zpool', 'zfs',
]; // prettier-ignore

/**
 * What the world outside the drills calls, and what a drill's terminal knows: a name that is nearly one of them is a slip
 * of the pen, any other may be a company's own.
 */
export const WORLD_TOOLS: readonly string[] = [...new Set([...DRILL_TOOLS, ...COMMON_TOOLS])];
