/** Quotes an identifier for SQL: always in double quotes, inner ones doubled. NUL cannot occur in PostgreSQL's names. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"schema"."name"` for SQL. Also the form in which pg_dump's patterns take a name literally. */
export function quoteQualified(object: { readonly schema: string; readonly name: string }): string {
  return `${quoteIdentifier(object.schema)}.${quoteIdentifier(object.name)}`;
}
