import { stripVTControlCharacters } from 'node:util';

/** Lays rows out in columns that are as wide as their widest cell; the last column is not padded. Styles take no width. */
export function layOutColumns(rows: readonly (readonly string[])[], gap = '  '): string {
  const widths = rows.reduce<number[]>((widest, row) => {
    for (const [index, cell] of row.entries()) widest[index] = Math.max(widest[index] ?? 0, widthOf(cell));
    return widest;
  }, []);
  return rows
    .map(row =>
      row
        .map((cell, index) =>
          index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)),
        )
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
