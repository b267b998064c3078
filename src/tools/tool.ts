/** An external program as it was found. */
export interface Tool {
  readonly path: string;
  readonly version: string;
  /** How it was found: `PATH`, `configuration`, `cache`, `go install`, … */
  readonly origin: string;
}
