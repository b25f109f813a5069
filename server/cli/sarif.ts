import { relative, sep } from 'node:path';
import { sha256 } from '../drill/hash.ts';
import type { LintSeverity } from '../protocol/library.ts';
import { RULES } from '../runbook/lint/rules.ts';
import type { FileFinding, LintFileReport } from './lint-report.ts';

const LEVELS = { must: 'error', should: 'warning', may: 'note' } as const satisfies Record<LintSeverity, string>;

interface SarifRule {
  id: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  help: { text: string };
  defaultConfiguration: { level: (typeof LEVELS)[LintSeverity] };
  properties?: { tags: string[] };
}

/**
 * The findings as SARIF 2.1.0, which code hosts show beside the lines of a change. Paths are relative to `root`, with
 * slashes, so that a host finds the files in its own checkout. A machine's wording becomes a `fix`.
 */
export function sarifLog(files: readonly LintFileReport[], version: string, root: string): object {
  const rules = rulesFor(files);
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Drillbook', version, semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The folder in which drillbook was run.' } } },
        results: files.flatMap((file) => {
          const uri = uriOf(file.path, root);
          return file.findings.map((finding) => resultOf(finding, uri, index.get(finding.rule)!));
        }),
      },
    ],
  };
}

function rulesFor(files: readonly LintFileReport[]): SarifRule[] {
  const own = RULES.map(({ id, title, why, severity, criterion }): SarifRule => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${title}. ${why} See docs/runbook-lint.md, ${id}.` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [criterion] },
  }));
  const known = new Set(own.map(({ id }) => id));
  const others = files.flatMap(({ findings }) => findings).filter(({ rule }) => !known.has(rule));
  const first = new Map(others.map((finding) => [finding.rule, finding]));
  return [
    ...own,
    ...[...first].map(([id, { severity }]): SarifRule => {
      const text = id.replace(/[/-]/g, ' ');
      return {
        id,
        shortDescription: { text },
        fullDescription: { text: `${text}, in a scenario or its alert rules` },
        help: { text: 'See docs/scenario-format.md.' },
        defaultConfiguration: { level: LEVELS[severity] },
      };
    }),
  ];
}

function resultOf(finding: FileFinding, uri: string, ruleIndex: number): object {
  const { rule, severity, line, endLine, column, message, suggestion } = finding;
  const artifactLocation = { uri, uriBaseId: 'ROOT' };
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }), ...(endLine === undefined ? {} : { endLine }) }; // prettier-ignore
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    // Lines move when others edit above; the words stay.
    partialFingerprints: { 'drillbook/1': sha256(`${rule}\n${uri}\n${message}`).slice(0, 16) },
    ...(suggestion ? { fixes: [fixOf(suggestion, artifactLocation)] } : {}),
  };
}

/** Whole lines give way to whole lines: from the first column of one to the first column of the line after. */
function fixOf({ at, remove, insert }: NonNullable<FileFinding['suggestion']>, artifactLocation: object): object {
  const deletedRegion = { startLine: at, startColumn: 1, endLine: at + remove, endColumn: 1 };
  const text = insert.map((line) => `${line}\n`).join('');
  return {
    description: { text: 'Wording to take over' },
    artifactChanges: [{ artifactLocation, replacements: [{ deletedRegion, insertedContent: { text } }] }],
  };
}

function uriOf(path: string, root: string): string {
  return relative(root, path).split(sep).map(encodeURIComponent).join('/');
}
