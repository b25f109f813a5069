import type { LintFinding, RunbookPage } from '../../server/protocol/library.ts';

/** A stretch of a page that begins with a heading; the first may have none. Lines are 1-based and inclusive. */
export interface PageSection {
  heading: string;
  level: number;
  line: number;
  endLine: number;
  source: string;
}

/** What stands in the margin beside a line. */
export type Remark =
  | { from: 'lint'; key: string; line: number; tone: 'bad' | 'note'; title: string; text: string; finding: LintFinding }
  | {
      from: 'drill';
      key: string;
      line: number;
      tone: 'bad' | 'note' | 'ok';
      title: string;
      text: string;
      gap: RunbookPage['gaps'][number];
    };

/** Cuts a page at its headings. Front matter stays out: the page's head says what it says. Headings in fences are text. */
export function pageSections(text: string): PageSection[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const sections: PageSection[] = [];
  let fence: string | null = null;
  let start = { heading: '', level: 0, line: frontMatterEnd(lines) + 1 };
  const close = (endLine: number) => {
    const source = lines.slice(start.line - 1, endLine).join('\n');
    if (source.trim() !== '') sections.push({ ...start, endLine, source });
  };
  for (let at = start.line - 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
      continue;
    }
    if (mark) {
      fence = mark;
      continue;
    }
    const heading = headingAt(lines, at);
    if (!heading) continue;
    close(at);
    start = { ...heading, line: at + 1 };
  }
  close(lines.length);
  return sections;
}

/** The number of lines that front matter takes, its fences included; 0 without any. */
export function frontMatterEnd(lines: readonly string[]): number {
  if (lines[0]?.trim() !== '---') return 0;
  const end = lines.findIndex((line, at) => at > 0 && /^(---|\.\.\.)\s*$/.test(line));
  return end < 0 ? 0 : end + 1;
}

function headingAt(lines: readonly string[], at: number): { heading: string; level: number } | null {
  const line = lines[at] ?? '';
  const atx = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/.exec(line);
  if (atx) return { heading: atx[2] ?? '', level: atx[1]?.length ?? 1 };
  const rule = /^ {0,3}(=+|-+)\s*$/.exec(lines[at + 1] ?? '')?.[1];
  const before = lines[at - 1]?.trim() ?? '';
  if (rule && /^\s{0,3}[^\s#>*+\-|`]/.test(line) && before === '')
    return { heading: line.trim(), level: rule.startsWith('=') ? 1 : 2 };
  return null;
}

/** Remarks of lint and drills in the order of their lines; what somebody has set aside stays out. */
export function remarksOf(page: Pick<RunbookPage, 'lint' | 'gaps'>, setAside: ReadonlySet<string>): Remark[] {
  const lint = page.lint.map((finding): Remark => {
    const { rule, line, severity, message } = finding;
    const title = sentence(rule.replace(/^.*\//, '').replaceAll('-', ' '));
    return { from: 'lint', key: remarkKey(finding), line, tone: severity === 'must' ? 'bad' : 'note', title, text: message, finding }; // prettier-ignore
  });
  const drills = page.gaps
    .filter(({ state }) => state === 'open' || state === 're-run failed' || state === 'accepted')
    .map((gap): Remark => ({
      from: 'drill',
      key: `${gap.drill} ${gap.gap}`,
      line: gap.line ?? 1,
      tone: gap.state === 'accepted' ? 'ok' : gap.state === 're-run failed' ? 'bad' : 'note',
      title: sentence(gap.kind),
      text: gap.sentence,
      gap,
    }));
  return [...lint, ...drills].filter(({ key }) => !setAside.has(key)).sort((a, b) => a.line - b.line);
}

/** Names a finding so that it is known again after the page moved by some lines. */
export function remarkKey({ rule, message }: LintFinding): string {
  return `${rule}: ${message}`;
}

/** The remarks of each section; those above the first section (front matter) go to it. */
export function besideSections(sections: readonly PageSection[], remarks: readonly Remark[]): Remark[][] {
  const beside: Remark[][] = sections.map(() => []);
  for (const remark of remarks) {
    const at = sections.findLastIndex(({ line }) => line <= remark.line);
    beside[Math.max(0, at)]?.push(remark);
  }
  return beside;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
