/** A place in a configuration file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong with a configuration: what, where, and what was probably meant. */
export interface Problem {
  readonly message: string;
  readonly at?: Position;
}
