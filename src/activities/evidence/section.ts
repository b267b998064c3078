import type { Verdict } from '../../domain/verdicts.ts';

/** A cell of a table; a verdict is shown with its colour and its word. */
export type Cell = string | { readonly verdict: Verdict };

/** One part of a report, in a form that every rendering can show. */
export type Section = { readonly title: string; readonly text?: string } & (
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, string])[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'trend'; readonly points: readonly TrendPoint[]; readonly objectiveMs?: number }
  | { readonly kind: 'review'; readonly lines: readonly string[] }
);

/** One measured recovery time. */
export interface TrendPoint {
  readonly label: string;
  readonly durationMs: number;
}

/** An instant as people read it. */
export function instant(text: string): string {
  return `${text.slice(0, 19).replace('T', ' ')} UTC`;
}
