/** A throwaway cluster on the worker's own host. */
export interface LocalSandbox {
  readonly kind: 'local';
  readonly name: string;
  /** Folder below which each restore test makes and removes its own. */
  readonly directory: string;
  readonly limits: {
    /** Memory the cluster may plan with, in bytes: a quarter becomes shared buffers, a quarter maintenance memory. */
    readonly memoryBytes: number;
    /** Jobs of pg_restore side by side. */
    readonly jobs: number;
    /** Added to the scheduling priority of its processes, 0 to 19. A nicer sandbox measures a longer recovery time. */
    readonly nice: number;
  };
}

export type Sandbox = LocalSandbox;

/** How far a sandbox was cut off from everything else. */
export interface Isolation {
  /** `full`: own user, network, process and mount namespace. `partial`: the platform refused some of them. */
  readonly level: 'full' | 'partial';
  /** What holds, and what does not and why, as sentences. */
  readonly facts: readonly string[];
}
