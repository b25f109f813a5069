import type { RootContent } from 'mdast';
import { readBlock } from './command-blocks.ts';
import { inlineCommands } from './inline-commands.ts';
import type { Section } from './sections.ts';
import { isStepTable } from './table-steps.ts';

/** A section under an unknown heading with a block to run, a table of steps, or a list that names commands. */
export function tellsWhatToDo({ nodes }: Section, source: string): boolean {
  return nodes.some(
    (node) =>
      isStepTable(node) ||
      (node.type === 'code' && readBlock(node, source).command !== null) ||
      (node.type === 'list' && (holdsBlock(node, source) || inlineCommands([node]).length > 0)),
  );
}

function holdsBlock(node: RootContent, source: string): boolean {
  if (node.type === 'code') return readBlock(node, source).command !== null;
  return 'children' in node && (node.children as RootContent[]).some((child) => holdsBlock(child, source));
}
