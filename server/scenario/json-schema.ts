import { z } from 'zod';
import { isMap } from './merge.ts';
import { FORMAT_VERSION, scenarioSchema } from './schema/scenario.ts';

/**
 * The format of scenario.yaml as JSON Schema (draft 2020-12), for completion and hints in an editor. What a variant may
 * patch is offered with the same keys, none of them required, and null to remove one.
 */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  const properties = at(schema, 'properties');
  const variant = at(properties, 'variants', 'additionalProperties', 'properties');
  for (const key of Object.keys(variant)) {
    const whole = properties[key];
    const isPatch = isMap(variant[key]) && (variant[key]['type'] === 'object' || variant[key]['type'] === 'array');
    if (isPatch && whole !== undefined) variant[key] = patchOf(whole);
  }
  return {
    $schema: schema['$schema'],
    title: `Drillbook scenario, format ${FORMAT_VERSION}`,
    ...Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema')),
  };
}

/** The same maps with nothing required; lists replace whole and keep their shape. */
function patchOf(schema: unknown): unknown {
  if (!isMap(schema) || schema['type'] !== 'object') return schema;
  const patch: Record<string, unknown> = { ...schema };
  delete patch['required'];
  delete patch['default'];
  if (isMap(patch['properties'])) {
    patch['properties'] = Object.fromEntries(
      Object.entries(patch['properties']).map(([key, value]) => [key, orNull(patchOf(value))]),
    );
  }
  if (isMap(patch['additionalProperties']))
    patch['additionalProperties'] = orNull(patchOf(patch['additionalProperties']));
  return patch;
}

function orNull(schema: unknown): unknown {
  return { anyOf: [schema, { type: 'null' }] };
}

function at(node: Record<string, unknown>, ...keys: string[]): Record<string, unknown> {
  return keys.reduce((value, key) => value[key] as Record<string, unknown>, node);
}
