import type { RootContent, Table, TableCell, TableRow } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { foldWords } from './fold.ts';
import { inlineCommands } from './inline-commands.ts';
import { endLineOf, lineOf, slice } from './sections.ts';
import { plainTitle, type Draft } from './step-draft.ts';

type Column = 'number' | 'action' | 'command' | 'expected' | 'why' | 'note';

const COLUMNS: [Column, RegExp][] = [
  ['number', /^(?:#|no\.?$|nr\.?$|num|n[º°]|№|$)/],
  ['command', /^(?:commands?\b|cmd|run\b|how\b|befehl|kommando|commande|comando|コマンド)/],
  ['expected', /^(?:expect|results?\b|verif|checks?\b|output|outcome|success|you should see|erwart|ergebnis|prufung|attendu|resultat|resultado|esperado|期待|確認|結果)/],
  ['why', /^(?:why|reason|purpose|warum|grund\b|pourquoi|raison|motivo|por que|razon|理由|目的)/],
  ['action', /^(?:action|steps?\b|task|do\b|instruction|schritt|massnahme|aktion|etape|tache|paso\b|accion|passo\b|acao|tarefa|手順|操作|作業|対応)/],
]; // prettier-ignore

/** Says what a step is where no other column does. */
const TELLS = /^(?:what\b|activity|description|was\b|beschreibung|quoi|descripcion|descricao|内容)/;

/** A table whose rows are steps: it has a column for what to do or for the command. */
export function isStepTable(node: RootContent): node is Table {
  if (node.type !== 'table' || node.children.length < 2) return false;
  const columns = columnsOf(node);
  return columns.includes('command') || (columns.includes('action') && columns.length > 1);
}

/** One step for each row; a cell whose column says nothing to us is kept as "Header: text". */
export function rowDrafts(table: Table, source: string): Draft[] {
  const columns = columnsOf(table);
  const headers = table.children[0]!.children.map((cell) => toString(cell).trim());
  return table.children.slice(1).map((row) => rowDraft(row, columns, headers, source));
}

function rowDraft(row: TableRow, columns: Column[], headers: string[], source: string): Draft {
  const titleAt =
    ['action', 'command', 'note'].map((name) => columns.indexOf(name as Column)).find((at) => at >= 0) ?? 0;
  const node = row as unknown as RootContent;
  const draft: Draft = {
    title: '', line: lineOf(node), endLine: endLineOf(node), nodes: [], lead: '', opener: [], commands: [], checks: [],
  }; // prettier-ignore
  const notes: string[] = [];
  row.children.forEach((cell, at) => {
    const markdown = textOf(cell, source);
    const column = columns[at] ?? 'note';
    if (markdown === '' || (column === 'number' && at !== titleAt)) return;
    if (column === 'command') draft.commands!.push(...commandsOf(cell));
    if (at === titleAt) draft.title = plainTitle(markdown);
    else if (column === 'expected') draft.checks!.push({ text: markdown, line: draft.line, condition: null });
    else if (column === 'why' && !draft.why) draft.why = markdown;
    else if (column !== 'command' || draft.commands!.length === 0)
      notes.push(headers[at] ? `${headers[at]}: ${markdown}` : markdown);
    if (column !== 'command') draft.opener.push(...(cell.children as RootContent[]));
  });
  draft.lead = notes.join('\n\n');
  return draft;
}

function commandsOf(cell: TableCell): Draft['commands'] & object {
  const line = cell.position?.start.line ?? 1;
  const codes = cell.children.filter((child) => child.type === 'inlineCode');
  if (codes.length > 0) return codes.map(({ value }) => ({ language: '', text: value.trim(), line }));
  return inlineCommands([{ type: 'inlineCode', value: toString(cell), position: cell.position } as RootContent]);
}

function columnsOf(table: Table): Column[] {
  const [head, ...body] = table.children;
  const taken = new Set<Column>();
  const columns = head!.children.map((cell, at): Column => {
    const header = foldWords(toString(cell)).trim();
    const counts =
      body.length > 0 && body.every((row) => /^\d{0,4}[.)]?$/.test(toString(row.children[at] ?? '').trim()));
    const column = counts ? 'number' : (COLUMNS.find(([, pattern]) => pattern.test(header))?.[0] ?? 'note');
    if (column === 'note' || taken.has(column)) return 'note';
    taken.add(column);
    return column;
  });
  const telling = head!.children.findIndex((cell) => TELLS.test(foldWords(toString(cell)).trim()));
  if (!taken.has('action') && columns[telling] === 'note') columns[telling] = 'action';
  return columns;
}

function textOf(cell: TableCell, source: string): string {
  return slice(cell.children as RootContent[], source).replaceAll('\\|', '|');
}
