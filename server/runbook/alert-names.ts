import { partOf } from './headings.ts';
import { plainText } from './plain-text.ts';
import type { Runbook } from './runbook.ts';
import type { Page } from './sections.ts';

/** `KubePodCrashLooping`: two humps or more. */
const NAME = /\b(?:[A-Z][a-z0-9]+){2,8}\b/g;
const WHOLE = /^(?:[A-Z]+[a-z0-9]+){2,8}[A-Z]{0,6}$/;
/** Written the same way and no alerts. */
const PRODUCTS = new Set(['GitHub', 'GitLab', 'PagerDuty', 'CloudWatch', 'CloudFront', 'OpsGenie', 'DataDog', 'DynamoDb', 'JavaScript', 'TypeScript', 'ElasticSearch', 'OpenSearch', 'PowerShell', 'PgBouncer', 'MongoDb', 'YouTube', 'StatusPage', 'OpenShift', 'MariaDb']); // prettier-ignore

/**
 * Alert names in a page that lists none: its file name or title, a heading that gathers parts, the trigger, the section on
 * symptoms, or `alertname="…"` anywhere.
 */
export function alertsIn(runbook: Runbook, page: Page): string[] {
  const name = [runbook.id, runbook.title].find((text) => text.length <= 100 && WHOLE.test(text));
  if (name !== undefined) return [name];
  const gathering = page.sections.filter(
    ({ gathers, heading }) => gathers && heading.length <= 100 && WHOLE.test(heading),
  );
  const symptoms = page.sections.filter(({ heading }) => partOf(heading) === 'trigger');
  const words = [
    ...gathering.map(({ heading }) => heading),
    ...namesIn(runbook.trigger),
    ...(/\balert\b/i.test(runbook.title) ? namesIn(runbook.title) : []),
    ...symptoms.flatMap(({ nodes }) => namesIn(plainText(nodes, 4_000))),
    ...[...runbook.source.matchAll(/\balertname\s?(?:=|:)\s?["']?([A-Z]\w{2,80})/g)].map((match) => match[1]!),
  ];
  return [...new Set(words)].slice(0, 50);
}

function namesIn(text: string): string[] {
  return (text.slice(0, 4_000).match(NAME) ?? []).filter((word) => !PRODUCTS.has(word));
}
