/** A command that takes something away for good, or from everybody at once. */
interface Danger {
  pattern: RegExp;
  /** What is lost, as the end of "It …". */
  does: string;
}

const DANGERS: Danger[] = [
  { pattern: /\brm\s+(?:-\w+\s+)*-\w*(?:r\w*f|f\w*r)\w*\b|\brm\s+-r\s+-f\b|\brm\s+--recursive\b/, does: 'deletes files, folders and all, without asking' },
  { pattern: /\bdrop\s+(?:table|database|schema|index|view|keyspace|collection)\b/i, does: 'drops what no transaction brings back' },
  { pattern: /\btruncate\s+(?:table\s+)?["\w.]+/i, does: 'empties a table' },
  { pattern: /\bdelete\s+from\s+["\w.]+\s*(?:;|"|'|$)(?!.*\bwhere\b)/im, does: 'deletes every row of the table' },
  { pattern: /\bupdate\s+["\w.]+\s+set\b(?![\s\S]*\bwhere\b)/i, does: 'changes every row of the table' },
  { pattern: /\bkubectl\b.*\bdelete\s+(?:ns|namespaces?|pvc|persistentvolumeclaims?|pv|persistentvolumes?|nodes?|crd\w*|statefulsets?|sts)\b/, does: 'deletes what does not come back by itself' },
  { pattern: /\bkubectl\b.*\bdelete\b.*(?:--all\b|-A\b|--all-namespaces\b)/, does: 'deletes everything of its kind' },
  { pattern: /\b(?:flushall|flushdb)\b/i, does: 'empties the cache, and the load behind it multiplies' },
  { pattern: /\bdd\b.*\bof=\/dev\/|\bmkfs(?:\.\w+)?\b|\bwipefs\b/, does: 'overwrites a disk' },
  { pattern: /\bterraform\s+destroy\b|\bpulumi\s+destroy\b/, does: 'takes the whole stack down' },
  { pattern: /\bgit\s+push\b.*(?:--force\b(?!-with)|\s-f\b)|\bgit\s+reset\s+--hard\b/, does: 'throws commits or changes away' },
  { pattern: /(?:^|[;&|]\s*|\bsudo\s+)(?:shutdown|reboot|halt|poweroff)\b/m, does: 'takes the host away from everybody' },
  { pattern: /\bpg_resetwal\b|\bresetlogs\b/i, does: 'gives up on what was not yet written' },
  { pattern: /\biptables\s+(?:-F|--flush)\b/, does: 'opens, or closes, the host to everybody' },
  { pattern: /\bchmod\s+-R\s+0?777\b/, does: 'lets everybody write everything' },
  { pattern: /\bkafka-topics(?:\.sh)?\b.*--delete\b|\brabbitmqctl\s+(?:purge_queue|delete_queue|reset|force_reset)\b|\bqueue\s+purge\b/, does: 'throws messages away' },
  { pattern: /\baws\s+s3\s+(?:rm|rb)\b.*(?:--recursive|--force)|\bgsutil\b.*\brm\s+-r|\baws\s+\w+\s+delete-(?:db-instance|db-cluster|table|stack|bucket)\b/, does: 'deletes stored data' },
  { pattern: /\bdocker\s+(?:system|volume)\s+prune\b/, does: 'deletes what no container uses at this moment, data too' },
  { pattern: /\b(?:etcdctl\s+del\b.*--prefix|nodetool\s+(?:removenode|assassinate)|helm\s+(?:uninstall|delete))\b/, does: 'removes what others may still use' },
]; // prettier-ignore

/** The first dangerous line of a command, or null; `line` counts from 0. */
export function dangerIn(command: string): { line: number; text: string; does: string } | null {
  const lines = command.split('\n');
  for (const { pattern, does } of DANGERS) {
    const line = lines.findIndex((text) => !/^\s*#/.test(text) && pattern.test(text));
    // A statement over several lines is judged as a whole: its WHERE may stand further down.
    if (line >= 0 && pattern.test(lines.slice(line).join('\n'))) return { line, text: lines[line]!.trim(), does };
  }
  return null;
}

/** Words that make somebody stop before pressing Enter. */
export const WARNED =
  /\b(?:warning|caution|danger(?:ous)?|careful|irreversibl[ey]|can(?:not|['’]t|\s+not) be undone|no way back|for good|do not|don['’]t|never|only (?:if|when|after|what|the|once)|before|stop|make sure|be sure|back ?up|snapshot|data loss|lost|loses?|risk|destr\w+|permanent\w*|nothing (?:else )?is lost|safe|confirm|double[- ]check|approv\w+|ask)\b|⚠|⛔|🛑|:warning:|\[!(?:WARNING|CAUTION|IMPORTANT)\]/i;
