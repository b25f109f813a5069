import { describe, expect, it } from 'vitest';
import { renderJsonpath } from '../../server/engine/tools/kubectl/jsonpath.ts';
import type { KubeObject } from '../../server/engine/tools/kubectl/kube-object.ts';
import { fieldSelector, labelSelector } from '../../server/engine/tools/kubectl/selectors.ts';
import { toYaml } from '../../server/engine/tools/kubectl/yaml.ts';
import { age } from '../../server/engine/tools/when.ts';

const LIST = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'a', labels: { app: 'web', 'app.kubernetes.io/name': 'web' } },
      status: { restarts: 0, ok: true },
    },
    { metadata: { name: 'b', labels: { app: 'api' } }, status: { restarts: 3, ok: false } },
    { metadata: { name: 'c', labels: { app: 'api' } }, status: { restarts: 12 } },
  ],
};

describe('JSONPath gives what kubectl prints', () => {
  it.each([
    ['{.items[*].metadata.name}', 'a b c'],
    ['{.items[0].metadata.name}', 'a'],
    ['{.items[-1:].metadata.name}', 'c'],
    ['{.items[-1].metadata.name}', 'c'],
    ['{.items[0:2].metadata.name}', 'a b'],
    ['{.items[0,2].metadata.name}', 'a c'],
    ['{$.kind}', 'List'],
    ['{..name}', 'a b c'],
    ["{.items[0].metadata.labels['app']}", 'web'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'web'],
    ['{.items[?(@.metadata.labels.app=="api")].metadata.name}', 'b c'],
    ['{.items[?(@.status.restarts>2)].metadata.name}', 'b c'],
    ['{.items[?(@.status.ok)].metadata.name}', 'a b'],
    ['{.items[*].status.nothing}', ''],
    ['{.items[1].status}', '{"restarts":3,"ok":false}'],
    ['{range .items[*]}{.metadata.name}={.status.restarts}{"\\n"}{end}', 'a=0\nb=3\nc=12\n'],
    ["names: {range .items[*]}{.metadata.name}{','}{end}", 'names: a,b,c,'],
    ['plain text', 'plain text'],
  ])('%s', (template, printed) => expect(renderJsonpath(template, LIST)).toBe(printed));

  it.each([
    ['{.items[0', 'error parsing jsonpath {.items[0, unclosed action'],
    ['{.items[0}', 'error parsing jsonpath {.items[0}, unterminated array'],
    ['{.items[x]}', 'error parsing jsonpath {.items[x]}, invalid array index x'],
    ['{items}', 'error parsing jsonpath {items}, unrecognized identifier items'],
    ['{end}', 'error parsing jsonpath {end}, not in range, nothing to end'],
    ['{range .items[*]}{.kind}', 'error parsing jsonpath {range .items[*]}{.kind}, unclosed range, expected {end}'],
  ])('%s is refused', (template, problem) => expect(renderJsonpath(template, LIST)).toEqual({ problem }));
});

function pod(labels: Record<string, string>, phase = 'Running'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', labels, creationTimestamp: '' },
    spec: { nodeName: 'n1' },
    status: { phase },
  };
}

describe('selectors choose as the API server does', () => {
  it.each([
    ['app=web', true],
    ['app==web', true],
    ['app!=web', false],
    ['tier!=db', true],
    ['app in (api, web)', true],
    ['app notin (api,web)', false],
    ['app', true],
    ['!app', false],
    ['!tier,app=web', true],
    ['app=web,version=2', false],
  ])('-l %s', (text, chosen) => {
    const selector = labelSelector(text);
    expect(typeof selector === 'function' && selector(pod({ app: 'web', version: '1' }))).toBe(chosen);
  });

  it.each(['=web', 'app in web', 'app=a=b', 'a b'])('-l %s is no selector', (text) =>
    expect(labelSelector(text)).toHaveProperty('problem'),
  );

  it.each([
    ['status.phase=Running', true],
    ['status.phase!=Running', false],
    ['spec.nodeName=n1,metadata.name=x', true],
  ])('--field-selector %s', (text, chosen) => {
    const selector = fieldSelector(text, { kind: 'Pod', plural: 'pods' });
    expect(typeof selector === 'function' && selector(pod({}))).toBe(chosen);
  });

  it('knows only the fields that are indexed', () =>
    expect(fieldSelector('status.podIPs=1', { kind: 'Pod', plural: 'pods' })).toHaveProperty('problem'));
});

describe('YAML reads back as what it was', () => {
  it('sorts keys, quotes what would be read as something else, and keeps lines', () => {
    const value = {
      b: '1',
      a: 1,
      c: ['x', { k: 'v', n: null }],
      d: {},
      e: [],
      f: 'yes',
      g: 'one\ntwo\n',
      h: 'a: b',
      i: '',
      j: '2026-03-10T14:00:00Z',
      k: true,
    };
    expect(toYaml(value)).toBe(
      [
        'a: 1', 'b: "1"', 'c:', '- x', '- k: v', '  n: null', 'd: {}', 'e: []', 'f: "yes"', 'g: |', '  one', '  two',
        'h: "a: b"', 'i: ""', 'j: "2026-03-10T14:00:00Z"', 'k: true',
      ].join('\n'),
    ); // prettier-ignore
  });
});

describe('ages are written as Kubernetes writes them', () => {
  it.each([
    [5, '5s'], [119, '119s'], [120, '2m'], [250, '4m10s'], [600, '10m'], [10_799, '179m'], [10_800, '3h'], [11_100, '3h5m'],
    [28_800, '8h'], [172_799, '47h'], [172_800, '2d'], [183_600, '2d3h'], [691_200, '8d'], [29_462_400, '341d'],
    [64_108_800, '2y12d'], [63_072_000, '2y'],
  ] as const)('%i s is %s', (seconds, text) => expect(age(seconds)).toBe(text)); // prettier-ignore
});
