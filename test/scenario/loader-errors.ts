import { FILES } from './support/page-example.ts';

/** One text of the example replaced by a mistake, and every line that the loader answers. */
export interface Mistake {
  what: string;
  file: string;
  from: string;
  to: string;
  /** Without the folder; lists of known names are cut to "known: …", they grow. */
  said: readonly string[];
}

export const MISTAKES: readonly Mistake[] = [
  {
    what: 'an unknown key',
    file: FILES.scenario,
    from: '      slots: 48',
    to: '      sloots: 48',
    said: ['scenario.yaml:41:7 unknown key "sloots" in a service; did you mean "slots"?'],
  },
  {
    what: 'an unknown key at the top',
    file: FILES.scenario,
    from: 'difficulty: 1',
    to: 'dificulty: 1',
    said: ['scenario.yaml:6:1 unknown key "dificulty" in the scenario; did you mean "difficulty"?'],
  },
  {
    what: 'a missing key',
    file: FILES.scenario,
    from: '      tier: 2\n',
    to: '',
    said: ['scenario.yaml:36:5 world.services.search lacks "tier"; add the line "tier: …"'],
  },
  {
    what: 'another format version',
    file: FILES.scenario,
    from: 'drillbook: 1',
    to: 'drillbook: 2',
    said: ['scenario.yaml:1:12 drillbook: format version 2 is unknown; this Drillbook reads "drillbook: 1"'],
  },
  {
    what: 'a duration without unit',
    file: FILES.scenario,
    from: 'patience: 12s',
    to: 'patience: 12',
    said: [
      'scenario.yaml:18:39 world.users.journeys.browse.patience: expected a duration, found 12; write it like 30s, 5m or 1h30m',
    ],
  },
  {
    what: 'a duration with a foreign unit',
    file: FILES.scenario,
    from: 'every: 60s',
    to: 'every: 60 sec',
    said: [
      'scenario.yaml:50:41 world.services.search.pipeline.every: expected a duration, found "60 sec"; write it like 30s, 5m or 1h30m',
    ],
  },
  {
    what: 'a rate without unit',
    file: FILES.scenario,
    from: 'rate: 60/s',
    to: 'rate: 60',
    said: ['scenario.yaml:18:23 world.users.journeys.browse.rate: expected a rate, found 60; write it like 180/s'],
  },
  {
    what: 'a share as a fraction',
    file: FILES.scenario,
    from: 'objective: 99%',
    to: 'objective: 0.99',
    said: [
      'scenario.yaml:22:84 world.slos.browse.objective: expected a percentage from 0% to 100%, found 0.99; write it like 4%',
    ],
  },
  {
    what: 'a share over 100 %',
    file: FILES.scenario,
    from: 'objective: 99%',
    to: 'objective: 990%',
    said: [
      'scenario.yaml:22:84 world.slos.browse.objective: expected a percentage from 0% to 100%, found "990%"; write it like 4%',
    ],
  },
  {
    what: 'a day that does not exist',
    file: FILES.scenario,
    from: '2026-03-10T14:00:00Z',
    to: '2026-02-30T14:00:00Z',
    said: [
      'scenario.yaml:13:11 world.starts: expected a date, found "2026-02-30T14:00:00Z"; write it like 2026-03-10T14:00:00Z',
    ],
  },
  {
    what: 'a negative start',
    file: FILES.scenario,
    from: 'timeline: [{ at: 3m',
    to: 'timeline: [{ at: -3m',
    said: ['scenario.yaml:76:18 timeline.0.at: expected a duration, found "-3m"; write it like 30s, 5m or 1h30m'],
  },
  {
    what: 'half a replica',
    file: FILES.scenario,
    from: '      replicas: 3',
    to: '      replicas: 2.5',
    said: [
      'scenario.yaml:40:17 world.services.search.replicas: expected a whole number from 1 to 200, found 2.5; write it without quotes or unit',
    ],
  },
  {
    what: 'an unknown word of a list',
    file: FILES.scenario,
    from: 'kind: config',
    to: 'kind: konfig',
    said: [
      'scenario.yaml:52:24 world.changes.0.kind: expected one of deploy, config, flag, migration, certificate, scale, job, found "konfig"; did you mean "config"?',
    ],
  },
  {
    what: 'a name in capitals',
    file: FILES.scenario,
    from: '  mitigate:\n',
    to: '  Mitigate:\n',
    said: [
      'scenario.yaml:88:3 "Mitigate" cannot be a name here; write it in lower case, such as checkout or orders-ro',
    ],
  },
  {
    what: 'a text where a map belongs',
    file: FILES.scenario,
    from: 'breakers: { budget: 4 }',
    to: 'breakers: none',
    said: ['scenario.yaml:123:11 breakers: expected the breakers as a map of keys, found "none"; known keys: budget'],
  },
  {
    what: 'a map where a list belongs',
    file: FILES.scenario,
    from: 'runbooks: [RUN-101]',
    to: 'runbooks: { RUN-101: yes }',
    said: ['scenario.yaml:83:11 runbooks: expected a list of runbook ids, found a map; start each with "- "'],
  },
  {
    what: 'a runbook id of another shape',
    file: FILES.scenario,
    from: 'runbooks: [RUN-101]',
    to: 'runbooks: [runbook1]',
    said: ['scenario.yaml:83:12 runbooks.0: expected a runbook id, found "runbook1"; write it like RUN-001'],
  },
  {
    what: 'a service that is not there',
    file: FILES.scenario,
    from: 'entry: web',
    to: 'entry: wbe',
    said: ['scenario.yaml:15:10 world.entry names service "wbe"; did you mean "web"?'],
  },
  {
    what: 'a journey that is not there',
    file: FILES.scenario,
    from: 'journey: browse, by',
    to: 'journey: brows, by',
    said: ['scenario.yaml:20:28 world.users.surges.0.journey names journey "brows"; did you mean "browse"?'],
  },
  {
    what: 'a call to nobody',
    file: FILES.scenario,
    from: '{ to: search, timeout',
    to: '{ to: serch, timeout',
    said: ['scenario.yaml:35:17 world.services.web.calls.0.to names service "serch"; did you mean "search"?'],
  },
  {
    what: 'services in a circle',
    file: FILES.scenario,
    from: '      pipeline: {',
    to: '      calls: [{ to: web, timeout: 1s }]\n      pipeline: {',
    said: ['scenario.yaml:50:21 services call each other in a circle: web → search → web; remove one of the calls'],
  },
  {
    what: 'a version that is not listed',
    file: FILES.scenario,
    from: '      version: 4.8.0',
    to: '      version: 4.9.0',
    said: ['scenario.yaml:43:16 world.services.search.version names version "4.9.0"; did you mean "4.8.0"?'],
  },
  {
    what: 'an SLO that is not there',
    file: FILES.scenario,
    from: 'slo: browse\n',
    to: 'slo: checkout\n',
    said: ['scenario.yaml:10:6 slo names SLO "checkout"; known: …'],
  },
  {
    what: 'a fault that is not there',
    file: FILES.scenario,
    from: 'fault: slow-release }]',
    to: 'fault: slow-relaese }]',
    said: ['scenario.yaml:76:29 timeline.0.fault names fault "slow-relaese"; did you mean "slow-release"?'],
  },
  {
    what: 'an action that is not there',
    file: FILES.scenario,
    from: 'do: service.restart search',
    to: 'do: service.reboot search',
    said: ['scenario.yaml:104:11 tempting.0.do names action "service.reboot"; did you mean "service.restart"?'],
  },
  {
    what: 'an action without target',
    file: FILES.scenario,
    from: 'do: service.restart search',
    to: 'do: service.restart',
    said: ['scenario.yaml:104:11 "service.restart" is no action name; write it like "service.restart checkout"'],
  },
  {
    what: 'an action on nobody',
    file: FILES.scenario,
    from: 'do: service.restart search',
    to: 'do: service.restart searhc',
    said: ['scenario.yaml:104:11 tempting.0.do names service "searhc"; did you mean "search"?'],
  },
  {
    what: 'a condition that is not there',
    file: FILES.scenario,
    from: '{ slo: browse, is: breached, for: 4m }',
    to: '{ sloo: browse }',
    said: ['scenario.yaml:95:11 injects.cost.when: unknown condition "sloo"; did you mean "slo"?'],
  },
  {
    what: 'a condition that is not complete',
    file: FILES.scenario,
    from: '{ slo: browse, is: breached, for: 4m }',
    to: '{ slo: browse }',
    said: [
      'scenario.yaml:95:11 injects.cost.when: condition "slo" lacks "is"; write it like { slo: checkout, is: restored, for: 2m }',
    ],
  },
  {
    what: 'a condition as text',
    file: FILES.scenario,
    from: '{ slo: browse, is: breached, for: 4m }',
    to: 'when it hurts',
    said: [
      'scenario.yaml:95:11 injects.cost.when: expected a time or a condition, found "when it hurts"; write it like 6m or { slo: checkout, is: breached, for: 4m }',
    ],
  },
  {
    what: 'a time limit of another shape',
    file: FILES.scenario,
    from: '15m from page',
    to: '15m after page',
    said: [
      'scenario.yaml:91:13 objectives.mitigate.within: expected a time limit, found "15m after page"; write it like "20m from page" (start, fault, page, impact, declare)',
    ],
  },
  {
    what: 'a machine with an unknown action',
    file: FILES.scenario,
    from: 'type: deploy.start,',
    to: 'type: deploy.begin,',
    said: ['scenario.yaml:70:18 fault "slow-release" deploying.entry: unknown action "deploy.begin"; known: …'],
  },
  {
    what: 'a machine with an unknown target',
    file: FILES.scenario,
    from: 'target: fixed',
    to: 'target: mended',
    said: ['scenario.yaml:73:15 fault "slow-release" deploying.on.rolledBack.search: unknown state "mended"; known: …'],
  },
  {
    what: 'a machine with an unknown event',
    file: FILES.scenario,
    from: 'rolledBack.search:',
    to: 'rolledBakc.search:',
    said: [
      'scenario.yaml:73:15 fault "slow-release" deploying.on.rolledBakc.search: unknown event "rolledBakc.search"; known: …',
    ],
  },
  {
    what: 'a machine that speaks of nobody',
    file: FILES.scenario,
    from: 'service: search, version: 4.8.1, author',
    to: 'service: serach, version: 4.8.1, author',
    said: [
      'scenario.yaml:70:60 faults.slow-release.machine.states.deploying.entry.0.params.service names service "serach"; did you mean "search"?',
    ],
  },
  {
    what: 'a machine that deploys no version',
    file: FILES.scenario,
    from: 'version: 4.8.1, author',
    to: 'version: 4.8.2, author',
    said: [
      'scenario.yaml:70:77 faults.slow-release.machine.states.deploying.entry.0.params.version names version "4.8.2"; did you mean "4.8.0"?',
    ],
  },
  {
    what: 'a fault parameter that is no share',
    file: FILES.scenario,
    from: 'entry: [{ type: deploy.start,',
    to: 'entry: [{ type: version.trip, params: { service: search, version: "4.8.1", journey: browse, share: 120%, status: 500, log: x } }, { type: deploy.start,',
    said: ['scenario.yaml:70:110 "share" must be a share from 0 to 1, found "120%"; write 4% or 0.04'],
  },
  {
    what: 'a fault parameter in the wrong unit',
    file: FILES.scenario,
    from: 'entry: [{ type: deploy.start,',
    to: 'entry: [{ type: thirdParty.set, params: { thirdParty: x, rampS: 2/s } }, { type: deploy.start,',
    said: [
      'scenario.yaml:70:65 faults.slow-release.machine.states.deploying.entry.0.params.thirdParty names third party "x"',
      'scenario.yaml:70:75 "rampS" must be a time in seconds, 0 or more, found "2/s"; write 30s, 200ms or 1m30s',
    ],
  },
  {
    what: 'a chart that is no PromQL',
    file: FILES.scenario,
    from: 'expr: histogram_quantile(0.99, sum',
    to: 'expr: histogram_quantil(0.99, sum',
    said: [
      'scenario.yaml:121:15 charts.catalogue.series.0.expr: PromQL: unknown function with name "histogram_quantil" (at character 1 of the expression)',
    ],
  },
  {
    what: 'a chart of an unknown series',
    file: FILES.scenario,
    from: '(journey_duration_seconds_bucket[1m])',
    to: '(journey_duration_bucket[1m])',
    said: [
      'scenario.yaml:121:15 charts.catalogue.series.0.expr: no drill records a series "journey_duration_bucket"; did you mean "journey_duration_seconds_bucket"?',
    ],
  },
  {
    what: 'a chart with two bounds',
    file: FILES.scenario,
    from: 'bound: { above: 1,',
    to: 'bound: { above: 1, below: 0,',
    said: ['scenario.yaml:117:12 chart "catalogue" needs one bound; write either above or below'],
  },
  {
    what: 'a bot with an unknown tool',
    file: FILES.scenario,
    from: 'naive: [kubectl',
    to: 'naive: [kubectI',
    said: ['scenario.yaml:110:11 bots.naive.0 names tool "kubectI"; did you mean "kubectl"?'],
  },
  {
    what: 'an id that is not the folder',
    file: FILES.scenario,
    from: 'id: slow-search',
    to: 'id: quick-search',
    said: ['scenario.yaml:2:5 id "quick-search" differs from its folder "slow-search"; make them equal'],
  },
  {
    what: 'a rule file that is not there',
    file: FILES.scenario,
    from: 'alerts: alerts.rules.yaml',
    to: 'alerts: alert.rules.yaml',
    said: [
      'scenario.yaml:82:9 there is no rule file "alert.rules.yaml" beside the scenario; name a file in this folder',
    ],
  },
  {
    what: 'a rule file in another folder',
    file: FILES.scenario,
    from: 'alerts: alerts.rules.yaml',
    to: 'alerts: ../x/alerts.rules.yaml',
    said: [
      'scenario.yaml:82:9 there is no rule file "../x/alerts.rules.yaml" beside the scenario; name a file in this folder',
    ],
  },
  {
    what: 'a runbook that is not there',
    file: FILES.scenario,
    from: 'runbooks: [RUN-101]',
    to: 'runbooks: [RUN-101, RUN-102]',
    said: ['scenario.yaml:83:21 there is no runbook runbooks/RUN-102.md; write it, or remove it from the list'],
  },
  {
    what: 'a variant with a runbook of elsewhere',
    file: FILES.scenario,
    from: '    runbook: RUN-101',
    to: '    runbook: RUN-110',
    said: ['scenario.yaml:81:14 variants.cpu.runbook names runbook "RUN-110"; did you mean "RUN-101"?'],
  },
  {
    what: 'a mistake inside a variant',
    file: FILES.scenario,
    from: '    runbook: RUN-101',
    to: '    runbook: RUN-101\n    world: { services: { web: { slotz: 4 } } }',
    said: ['scenario.yaml:82:33 unknown key "slotz" in a service; did you mean "slots"?'],
  },
  {
    what: 'a variant that takes away what is needed',
    file: FILES.scenario,
    from: '    runbook: RUN-101',
    to: '    runbook: RUN-101\n    world: { services: { search: null } }',
    said: [
      'runbooks/RUN-101.md:1:1 warning: the world has no service "search"; known: …',
      'scenario.yaml:35:17 world.services.web.calls.0.to names service "search"; known: …',
      'scenario.yaml:62:17 faults.slow-release.deck.reaches.0 names component "search"; known: …',
      'scenario.yaml:70:60 faults.slow-release.machine.states.deploying.entry.0.params.service names service "search"; known: …',
      'scenario.yaml:73:15 faults.slow-release.machine.states.deploying.on.rolledBack.search names component "search"; known: …',
      'scenario.yaml:73:65 faults.slow-release.machine.states.deploying.on.rolledBack.search.guard.params.service names service "search"; known: …',
      'scenario.yaml:105:11 tempting.0.do names service "search"; known: …',
      'scenario.yaml:119:18 charts.catalogue.about.1 names component "search"; known: …',
    ],
  },
  {
    what: 'a tab',
    file: FILES.scenario,
    from: '      team: SRCH',
    to: '\tteam: SRCH',
    said: ['scenario.yaml:37:1 a tab is used for indentation; indent with spaces'],
  },
  {
    what: 'an open bracket',
    file: FILES.scenario,
    from: 'focus: [deploys]',
    to: 'focus: [deploys',
    said: [
      'scenario.yaml:9:1 indentation does not fit the lines around it; align keys of one map, and close brackets opened above',
    ],
  },
  {
    what: 'two colons on a line',
    file: FILES.scenario,
    from: 'summary: keep-alive 60s → 90s',
    to: 'summary: keep-alive: 60s',
    said: ['scenario.yaml:52:54 a second ": " inside brackets; put the text in quotes'],
  },
  {
    what: 'a key twice',
    file: FILES.scenario,
    from: 'difficulty: 1',
    to: 'difficulty: 1\ndifficulty: 2',
    said: ['scenario.yaml:7:1 key "difficulty" is there twice; merge the two or remove one'],
  },
  {
    what: 'an alert without tier',
    file: FILES.rules,
    from: 'tier: page, ',
    to: '',
    said: ['alerts.rules.yaml:7:17 alert "CatalogueSlow" labels.tier: missing: must be one of page, ticket, fyi'],
  },
  {
    what: 'an alert with an unknown severity',
    file: FILES.rules,
    from: 'severity: sev2',
    to: 'severity: high',
    said: [
      'alerts.rules.yaml:7:41 alert "CatalogueSlow" labels.severity: "high": must be one of sev1, sev2, sev3, sev4, sev5',
    ],
  },
  {
    what: 'an alert that is no PromQL',
    file: FILES.rules,
    from: '[1m]))) > 1',
    to: '[1m])) > 1',
    said: [
      'alerts.rules.yaml:5:15 alert "CatalogueSlow" expr: unclosed left parenthesis (at character 19 of the expression)',
    ],
  },
  {
    what: 'an alert on an unknown series',
    file: FILES.rules,
    from: 'journey_duration_seconds_bucket',
    to: 'journey_duration_seconds_buckets',
    said: [
      'alerts.rules.yaml:5:15 alert "CatalogueSlow": no drill records a series "journey_duration_seconds_buckets"; did you mean "journey_duration_seconds_bucket"?',
    ],
  },
  {
    what: 'an alert with an unknown chart',
    file: FILES.rules,
    from: 'dashboard: catalogue',
    to: 'dashboard: catalog',
    said: ['alerts.rules.yaml:13:22 alert "CatalogueSlow" names chart "catalog"; did you mean "catalogue"?'],
  },
  {
    what: 'an alert with an unknown runbook',
    file: FILES.rules,
    from: 'runbook: RUN-101',
    to: 'runbook: RUN-110',
    said: ['alerts.rules.yaml:15:20 alert "CatalogueSlow" names runbook "RUN-110"; did you mean "RUN-101"?'],
  },
  {
    what: 'an alert that lacks an answer',
    file: FILES.rules,
    from: '          impact: Visitors wait, and leave.\n',
    to: '',
    said: [
      'alerts.rules.yaml:9:11 alert "CatalogueSlow" annotations.impact: missing: an alert of tier page says what is the impact',
    ],
  },
  {
    what: 'a rule with an unknown key',
    file: FILES.rules,
    from: '        for: 1m',
    to: '        four: 1m',
    said: ['alerts.rules.yaml:6:9 unknown key "four" in a rule; did you mean "for"?'],
  },
  {
    what: 'a runbook that says another id',
    file: FILES.runbook,
    from: 'id: RUN-101',
    to: 'id: RUN-111',
    said: ['runbooks/RUN-101.md:1:1 the page says it is RUN-111; write "id: RUN-101"'],
  },
  {
    what: 'a runbook check of an unknown series',
    file: FILES.runbook,
    from: 'journey_duration_seconds_bucket',
    to: 'journey_durations',
    said: ['runbooks/RUN-101.md:39:1 no drill records a series "journey_durations"; known: …'],
  },
  {
    what: 'a runbook check that compares nothing',
    file: FILES.runbook,
    from: '[1m]))) < 1 within 8m',
    to: '[1m]))) within 8m',
    said: [
      'runbooks/RUN-101.md:39:1 The check cannot be read: "histogram_quantile(0.99, sum by (le) (rate(journey_duration…" compares nothing, so it is true whatever happens; add a bound such as < 0.8.',
    ],
  },
  {
    what: 'a nested condition that is not there',
    file: FILES.scenario,
    from: 'met: { slo: browse, is: restored, for: 2m }',
    to: 'met: { any: [{ acked: page }, { sayd: can }] }',
    said: ['scenario.yaml:90:10 objectives.mitigate.met: unknown condition "sayd"; did you mean "said"?'],
  },
  {
    what: 'two conditions in one',
    file: FILES.scenario,
    from: '{ slo: browse, is: breached, for: 4m }',
    to: '{ slo: browse, is: breached, acked: page }',
    said: [
      'scenario.yaml:95:11 injects.cost.when: "slo" and "acked" in one condition; write { all: [{ slo: … }, { acked: … }] }',
    ],
  },
];
