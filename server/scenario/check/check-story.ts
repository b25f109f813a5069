import { promqlTrouble } from '../promql-names.ts';
import type { Condition } from '../scenario.ts';
import type { ScenarioYaml } from '../schema/scenario.ts';
import type { YamlPath } from '../source.ts';
import { checkActionName } from './check-actions.ts';
import { refersTo, type Report } from './report.ts';

/** What the story refers to: faults, variants, runbooks, actions, tools, SLOs, charts' expressions, components. */
export function checkStory(yaml: ScenarioYaml, tools: readonly string[], report: Report): void {
  const { world } = yaml;
  const faults = Object.keys(yaml.faults);
  const variants = Object.keys(yaml.variants);
  const slos = Object.keys(world.slos);
  const components = [
    ...Object.keys(world.services),
    ...Object.keys(world.databases),
    ...Object.keys(world.jobs),
    ...Object.keys(world.certificates),
    ...Object.keys(world.users.journeys),
    ...(world.edge ? [world.edge.id] : []),
    ...[world.thirdParties, world.caches, world.queues, world.disks, world.nodes].flatMap(Object.keys),
  ];
  const checkCondition = (condition: Condition, path: YamlPath): void => {
    if ('all' in condition) condition.all.forEach((part, i) => checkCondition(part, [...path, 'all', i]));
    else if ('any' in condition) condition.any.forEach((part, i) => checkCondition(part, [...path, 'any', i]));
    else if ('slo' in condition) refersTo(report, 'SLO', condition.slo, slos, [...path, 'slo']);
    else if ('acted' in condition) checkActionName(world, condition.acted, [...path, 'acted'], report);
    else if ('notActed' in condition) checkActionName(world, condition.notActed, [...path, 'notActed'], report);
    else if ('metric' in condition) checkPromql(condition.metric, [...path, 'metric'], report);
    else if ('ran' in condition) {
      refersTo(report, 'tool', condition.ran, tools, [...path, 'ran']);
      if (condition.before !== undefined) checkActionName(world, condition.before, [...path, 'before'], report);
    }
  };

  refersTo(report, 'SLO', yaml.slo, slos, ['slo']);
  for (const [id, objective] of Object.entries(yaml.objectives))
    checkCondition(objective.met, ['objectives', id, 'met']);
  for (const [id, inject] of Object.entries(yaml.injects)) {
    if (typeof inject.when !== 'number') checkCondition(inject.when, ['injects', id, 'when']);
    inject.figures.forEach(({ says, metric }, i) => {
      const path = ['injects', id, 'figures', i];
      checkPromql(metric, [...path, 'metric'], report);
      const isThere = [inject.text, ...inject.or].some((one) => one.includes(says)) && /\d/.test(says);
      if (!isThere)
        report.error(
          'inject/figure',
          [...path, 'says'],
          `the text of inject "${id}" does not say "${says}"`,
          'copy the figure from the text',
        );
    });
    if (inject.fault !== undefined) refersTo(report, 'fault', inject.fault, faults, ['injects', id, 'fault']);
  }
  yaml.timeline.forEach((entry, i) => refersTo(report, 'fault', entry.fault, faults, ['timeline', i, 'fault']));
  yaml.tempting.forEach((move, i) => checkActionName(world, move.do, ['tempting', i, 'do'], report));
  yaml.redHerrings.forEach(({ signal }, i) => {
    if (!signal.startsWith('change ')) checkPromql(signal, ['redHerrings', i, 'signal'], report);
  });
  yaml.symptoms.forEach(({ when }, i) => checkPromql(when, ['symptoms', i, 'when'], report));
  for (const [id, person] of Object.entries(yaml.staff)) {
    person.knows.forEach(({ when }, i) => checkCondition(when, ['staff', id, 'knows', i, 'when']));
  }
  for (const [id, fault] of Object.entries(yaml.faults)) {
    fault.variants?.forEach((name, i) => refersTo(report, 'variant', name, variants, ['faults', id, 'variants', i]));
    fault.deck.reaches.forEach((name, i) =>
      refersTo(report, 'component', name, components, ['faults', id, 'deck', 'reaches', i]),
    );
  }
  for (const [id, variant] of Object.entries(yaml.variants)) {
    refersTo(report, 'runbook', variant.runbook, yaml.runbooks, ['variants', id, 'runbook']);
  }
  checkCharts(yaml, components, report);
  checkBots(yaml, tools, report);
}

function checkCharts(yaml: ScenarioYaml, components: readonly string[], report: Report): void {
  for (const [id, chart] of Object.entries(yaml.charts)) {
    chart.about.forEach((name, i) => refersTo(report, 'component', name, components, ['charts', id, 'about', i]));
    chart.series.forEach(({ expr }, i) => checkPromql(expr, ['charts', id, 'series', i, 'expr'], report));
    const { bound } = chart;
    if (bound && (bound.above === undefined) === (bound.below === undefined)) {
      report.error(
        'chart/bound',
        ['charts', id, 'bound'],
        `chart "${id}" needs one bound`,
        'write either above or below',
      );
    }
  }
}

function checkBots(yaml: ScenarioYaml, tools: readonly string[], report: Report): void {
  yaml.bots.naive.forEach((line, i) => refersTo(report, 'tool', line.split(' ')[0]!, tools, ['bots', 'naive', i]));
  yaml.tempting.forEach(({ line }, i) => {
    if (line !== undefined) refersTo(report, 'tool', line.split(' ')[0]!, tools, ['tempting', i, 'line']);
  });
  yaml.bots.oracle.forEach(({ line }, i) =>
    refersTo(report, 'tool', line.split(' ')[0]!, tools, ['bots', 'oracle', i, 'line']),
  );
}

function checkPromql(text: string, path: YamlPath, report: Report): void {
  const trouble = promqlTrouble(text);
  if (trouble) report.error('reference/promql', path, `${path.join('.')}: ${trouble.message}`, trouble.hint);
}
