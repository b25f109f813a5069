import { describe, expect, test } from 'vitest';
import { compileTemplate } from '../../server/engine/alerting/template.ts';
import { TEMPLATE_CASES } from './alerting-template-cases.ts';

describe('annotation templates', () => {
  test.each(TEMPLATE_CASES)('%s with %d reads %s', (template, value, text) => {
    expect(compileTemplate(template).render({ labels: { pod: 'web-1' }, value })).toBe(text);
  });

  test('a template knows whether it speaks of the value', () => {
    expect(compileTemplate('{{ $labels.pod }}').usesValue).toBe(false);
    expect(compileTemplate('{{ printf "%.1f" $value }}').usesValue).toBe(true);
  });
});
