/** Pages of the shapes that people really have, in our own words. Each says what the reader must find in it. */
export interface Shape {
  name: string;
  file: string;
  source: string;
  expect: {
    title: string;
    steps: number;
    commands: number;
    checks?: number;
    alerts?: string[];
    owner?: string;
    kept?: string[];
  };
}

export const SHAPES: Shape[] = [
  {
    name: 'one section per question, named like its alert',
    file: 'runbooks/KubePodCrashLooping.md',
    source:
      '---\ntitle: Kube Pod Crash Looping\nweight: 20\n---\n\n# KubePodCrashLooping\n\n## Meaning\n\nA pod starts and dies. Again and again.\n\n<details>\n<summary>Full context</summary>\nMore.\n</details>\n\n## Impact\n\nLess capacity.\n\n## Diagnosis\n\n- Look at the events via `kubectl describe pod`\n- Read the logs of the last run\n\n```console\n$ kubectl logs --previous web-1\npanic: boom\n```\n\n## Mitigation\n\nRoll back.\n\n```shell\nkubectl rollout undo deploy/web\n```\n',
    expect: {
      title: 'Kube Pod Crash Looping',
      steps: 3,
      commands: 3,
      alerts: ['KubePodCrashLooping'],
      kept: ['Impact', 'Meaning'],
    },
  },
  {
    name: 'bold fields above and numbered steps',
    file: 'RUN-007.md',
    source:
      '# RUN-007: Queue grows\n\n**Category:** Incident\n**Trigger:** QueueLag pages\n**Owner:** R. Diaz\n**Last Tested:** 2026-02-01\n\n## Steps\n\n1. **Pause the producer.** It fills faster than anyone reads.\n\n   ```bash\n   job pause importer\n   ```\n\n   - [ ] Depth stops growing\n2. Scale the consumers:\n\n   ```bash\n   kubectl scale deploy/reader --replicas 6\n   ```\n\n## Escalation\n\nThe queue team.\n',
    expect: { title: 'Queue grows', steps: 2, commands: 2, checks: 1, alerts: ['QueueLag'], owner: 'R. Diaz' },
  },
  {
    name: 'a table of facts above the text',
    file: 'disk.md',
    source:
      '# Disk fills up\n\n| Field | Value |\n| --- | --- |\n| Owner | K. Osei |\n| Services | orders, ledger |\n\n## How to fix\n\nFind what grows:\n\n```\ndu -xsh /var/*\n```\n\nThen remove it.\n\n```\nrm /var/tmp/old\n```\n',
    expect: { title: 'Disk fills up', steps: 2, commands: 2, owner: 'K. Osei' },
  },
  {
    name: 'no heading at all',
    file: 'notes/dns.md',
    source: 'When names do not resolve run\n\n```sh\ndig shop.example\n```\n\nand call the network people.\n',
    expect: { title: 'dns', steps: 2, commands: 1, kept: [] },
  },
  {
    name: 'only first-level headings',
    file: 'cache.md',
    source:
      '# Cache is cold\n\nText.\n\n# Diagnosis\n\n1. Look at the hit ratio\n\n# Resolution\n\n1. Warm it\n2. Lift the throttle\n\n# Contacts\n\n#cache-help\n',
    expect: { title: 'Cache is cold', steps: 3, commands: 0 },
  },
  {
    name: 'steps as third-level headings with stray numbering',
    file: 'failover.md',
    source:
      '# Primary is gone\n\n## Runbook steps\n\nStay calm.\n\n### Step 1: Look\n\n```sql\nSELECT pg_is_in_recovery();\n```\n\n### Step 2 - Promote\n\n```sh\npg_ctl promote\n```\n\nExpected:\n\n- [ ] one primary\n',
    expect: { title: 'Primary is gone', steps: 2, commands: 2, checks: 1, kept: ['Runbook steps'] },
  },
  {
    name: 'fences that break the numbered list in two',
    file: 'broken-list.md',
    source:
      '# Slow search\n\n## Procedure\n\n1. Count the shards\n\n```\nsearchctl shards\n```\n\n2. Move the big one\n\n```\nsearchctl move 4\n```\n',
    expect: { title: 'Slow search', steps: 2, commands: 2 },
  },
  {
    name: 'headings nobody has heard of',
    file: 'odd.md',
    source: '# The blue box\n\n## Voodoo\n\n```\npoke --hard box\n```\n\n## Poem\n\nRoses.\n',
    expect: { title: 'The blue box', steps: 1, commands: 1, kept: ['Poem'] },
  },
  {
    name: 'underlined headings and a quote',
    file: 'setext.md',
    source:
      'Login fails\n===========\n\n> Owner: S. Park\n\nWhat to do\n----------\n\n* Rotate the key\n* Tell support\n',
    expect: { title: 'Login fails', steps: 2, commands: 0, owner: 'S. Park' },
  },
  {
    name: 'front matter in another dialect',
    file: 'mail.md',
    source:
      '---\nname: Mail is late\nowners: [P. Kim]\nlast_tested: never\nalert: MailQueueOld\ncomponents: smtp, relay\n---\n\n## Mitigation steps\n\n1. Flush: `postqueue -f`\n',
    expect: { title: 'Mail is late', steps: 1, commands: 1, alerts: ['MailQueueOld'], owner: 'P. Kim' },
  },
  {
    name: 'front matter that is not YAML',
    file: 'broken-head.md',
    source: '---\ntitle: "unclosed\n  : [\n---\n\n# Works anyway\n\n## Fix\n\n1. Do it\n',
    expect: { title: 'Works anyway', steps: 1, commands: 0 },
  },
  {
    name: 'nothing but a title',
    file: 'empty.md',
    source: '# To be written\n',
    expect: { title: 'To be written', steps: 0, commands: 0 },
  },
  { name: 'an empty file', file: 'nothing.md', source: '', expect: { title: 'nothing', steps: 0, commands: 0 } },
  {
    name: 'Windows line ends',
    file: 'crlf.md',
    source:
      '# Printer burns\r\n\r\n## Procedure\r\n\r\n### 1. Pull the plug\r\n\r\nWhy: fire.\r\n\r\n```sh\r\npower off printer\r\n```\r\n\r\n- [ ] no smoke\r\n',
    expect: { title: 'Printer burns', steps: 1, commands: 1, checks: 1 },
  },
];
