/** What somebody wrote and has not saved: it survives a refresh, a crash and a closed tab, on this computer. */
export interface EditorDraft {
  text: string;
  /** The version that was edited. */
  base: number;
  atMs: number;
}

export function readEditorDraft(runbook: string): EditorDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(runbook)) ?? 'null') as Partial<EditorDraft> | null;
    if (typeof kept?.text !== 'string' || typeof kept.base !== 'number') return null;
    return { text: kept.text, base: kept.base, atMs: kept.atMs ?? 0 };
  } catch {
    return null;
  }
}

/** Keeps the draft; null throws it away. Says whether the browser kept it. */
export function keepEditorDraft(runbook: string, draft: EditorDraft | null): boolean {
  try {
    if (draft === null) localStorage.removeItem(keyOf(runbook));
    else localStorage.setItem(keyOf(runbook), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function keyOf(runbook: string): string {
  return `drillbook.edit.${runbook}`;
}
