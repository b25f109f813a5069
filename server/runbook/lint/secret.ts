/** What a secret looks like. The whole match of a pattern's last group is the secret itself. */
const SECRETS: { pattern: RegExp; what: string }[] = [
  { pattern: /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/, what: 'an access key' },
  { pattern: /\b((?:ghp|gho|ghs|ghu)_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{18,})\b/, what: 'a code host\'s token' },
  { pattern: /\b(xox[baprs]-[\w-]{10,})\b/, what: 'a chat token' },
  { pattern: /\b((?:sk|rk)_live_\w{16,}|AIza[\w-]{30,})\b/, what: 'an API key' },
  { pattern: /(-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----)/, what: 'a private key' },
  { pattern: /\b(eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})\b/, what: 'a signed token' },
  { pattern: /\bauthorization:\s*(?:bearer|basic)\s+([\w+/=.-]{12,})/i, what: 'a token' },
  { pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:([^\s:/@]{3,})@/i, what: 'a password in an address' },
  { pattern: /\b\w*(?:password|passwd|passphrase|secret|api_?key|access_?key|auth_?token|pgpassword|mysql_pwd|redis_?auth)["']?\s*[=:]\s*["']?([^\s"',;`]{4,})/i, what: 'a password' },
  { pattern: /\bcurl\b.*\s(?:-u|--user)\s+["']?[\w.@-]+:([^\s"']{3,})/, what: 'a password' },
  { pattern: /\bmysql(?:dump|admin)?\b.*\s-p([^\s-][^\s]{3,})/, what: 'a password' },
  { pattern: /\bredis-cli\b.*\s-a\s+([^\s$<"']{4,})/, what: 'a password' },
]; // prettier-ignore

/** The first secret in a line of code or prose, or null. Placeholders, variables and words that tell where to look are none. */
export function secretIn(line: string, isCode: boolean): { secret: string; what: string } | null {
  for (const { pattern, what } of SECRETS) {
    const secret = pattern.exec(line)?.[1];
    if (secret === undefined || isPlaceholder(secret)) continue;
    // In a sentence "password: ask" is no password; what mixes letters with figures or signs is.
    if (!isCode && what === 'a password' && !looksRandom(secret)) continue;
    return { secret, what };
  }
  return null;
}

function isPlaceholder(value: string): boolean {
  return (
    /^[$<{[(*%_.\\]|^x{3,}|^\W*$|\*{3,}|\.{3}|^(?:your|my|the|see|from|ask|none|null|true|false|required|redacted|changeme$|secret$|password$|pass$|value|env)|[>}\])]$|^\w+\(|^\/|^\.\/|^@/i.test(
      value,
    ) || /^(?:secretKeyRef|valueFrom|string|text|missing|expired|wrong|invalid|rotated)$/i.test(value)
  );
}

function looksRandom(value: string): boolean {
  return value.length >= 8 && /[A-Za-z]/.test(value) && /\d/.test(value) && !/^v?\d+(\.\d+)+$/.test(value);
}
