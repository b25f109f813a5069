import { describe, expect, it } from 'vitest';
import { parseRunbook } from '../../server/runbook/parse.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { skeletonOf } from '../../server/scenario/skeleton.ts';

const CASES: [what: string, page: string, id: string][] = [
  [
    'a page in the RUN format',
    '---\nid: RUN-500\ntitle: Search hangs\nalerts: [SearchSlow]\nservices: [search]\nowner: Mei\n---\n\n## Procedure\n\n### 1. Roll back\n\n```sh\ndeploy rollback search\n```\n',
    'search-hangs',
  ],
  ['a page that says hardly anything', '# 503 – was nun?\n\n1. `kubectl get pods`\n', 'was-nun'],
  [
    'a page about web itself',
    '---\nid: RUN-501\ntitle: "Web: \\"down\\""\nservices: [web]\n---\n\n1. `kubectl get pods`\n',
    'web-down',
  ],
];

describe('a scenario skeleton', () => {
  it.each(CASES)('loads without an error for %s', (_, page, id) => {
    const skeleton = skeletonOf(parseRunbook(page, 'runbooks/page.md'));
    expect(skeleton.id).toBe(id);
    const read = (path: string) => skeleton.files[path.replace(`scenarios/${id}/`, '')] ?? null;
    const loaded = loadScenario(`scenarios/${id}`, null, { read });
    expect(loaded.ok ? [] : loaded.problems).toEqual([]);
    if (!loaded.ok) return;
    expect(loaded.scenario.variant.runbook).toBe(loaded.scenario.runbooks[0]!.id);
    expect(loaded.scenario.rules[0]!.annotations.find(([name]) => name === 'runbook')?.[1].text).toBe(
      loaded.scenario.runbooks[0]!.id,
    );
  });

  it('carries the page as it is when it has an id', () => {
    const [, page] = CASES[0]!;
    expect(skeletonOf(parseRunbook(page, 'x.md')).files['runbooks/RUN-500.md']).toBe(page);
  });
});
