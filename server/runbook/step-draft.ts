import type { RootContent } from 'mdast';
import type { RunbookCheck, RunbookStep } from './runbook.ts';

/** A step before its parts are told apart. */
export interface Draft {
  title: string;
  line: number;
  endLine: number;
  nodes: RootContent[];
  /** Rest of the paragraph whose beginning became the title. */
  lead: string;
  /** What the title was read from: it may name a command. */
  opener: RootContent[];
  /** What a table row told of itself. */
  commands?: RunbookStep['commands'];
  checks?: RunbookCheck[];
  why?: string;
}

/** A title without its number and without Markdown around or inside it; code keeps its backticks. */
export function plainTitle(text: string): string {
  const bare = text
    .replace(/!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)/g, '$1')
    .replace(/(\*\*|__)(.{1,300}?)\1/g, '$2')
    .replace(/^\s*(?:step\s*)?\d{1,6}(?:\.\d{1,6}){0,5}\s*[.):–—-]*\s+/i, '')
    .replace(/^(?:step|schritt|étape|paso|passo|手順)\s*\d{0,6}\s*[:：.)–—-]\s*/i, '');
  return (bare.trim() === '' ? text : bare)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[:：]$/, '');
}
