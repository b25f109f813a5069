import type { SyntaxNode } from '@lezer/common';
import { PromqlProblem } from './ast.ts';

/** The refusal of a part that the grammar knows and our subset does not. */
export function notInSubset(text: string, node: SyntaxNode): PromqlProblem {
  return new PromqlProblem(`"${text.slice(node.from, node.to)}" is outside the supported PromQL subset`, node.from);
}

/** Label names in parentheses; quoted ones (Prometheus 3 only) are refused because promtool 2 refuses them. */
export function readLabels(text: string, list: SyntaxNode): string[] {
  const quoted = list.getChild('QuotedLabelName');
  if (quoted) throw notInSubset(text, quoted);
  return list.getChildren('LabelName').map((label) => text.slice(label.from, label.to));
}
