import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layOutColumns } from '../src/client/output/columns.ts';
import { formatSize } from '../src/domain/sizes.ts';
import { VERSION } from '../src/version.ts';
import type { Measured } from './measure.ts';
import type { Profile } from './profile.ts';

/** What a benchmark found, with everything that a reader must know to judge it. */
export interface Result {
  readonly benchmark: string;
  readonly takenAt: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
  };
  readonly versions: { readonly [program: string]: string };
  readonly subject: { readonly [fact: string]: string | number };
  readonly measured: readonly Measured[];
  /** Named ratios with the number that was to be reached, and whether it was. */
  readonly ratios: readonly Ratio[];
  readonly details?: { readonly [fact: string]: unknown };
  /** Where each processor second of a contender goes. */
  readonly processorSeconds?: { readonly [contender: string]: Profile };
}

export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly wanted: string;
  readonly reached: boolean;
}

/** This machine, as a result names it. */
export function machine(): Result['machine'] {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${platform()} ${release()} ${arch()}`,
  };
}

/** Versions that every result names. */
export const VERSIONS = { firedrill: VERSION, node: process.versions.node };

/** Keeps a result in `bench/results/`, in place of the one before. Returns the file's path. */
export function keepResult(result: Result): string {
  const folder = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.benchmark}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

/** A result for people. */
export function describeResult(result: Result): string {
  const { cpu, cores, memoryBytes } = result.machine;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
  const times = result.measured.map(({ name, medianMs, runsMs }) => [
    name,
    seconds(medianMs),
    runsMs.map(seconds).join(', '),
  ]);
  const ratios = result.ratios.map(({ name, value, wanted, reached }) => [
    name,
    value.toFixed(2),
    `wanted ${wanted}`,
    reached ? 'reached' : 'not reached',
  ]);
  const profiles = Object.entries(result.processorSeconds ?? {}).map(([name, profile]) => [
    name,
    Object.entries(profile)
      .map(([spender, spent]) => `${spender} ${spent.toFixed(2)}`)
      .join(', '),
  ]);
  return [
    `${result.benchmark}, ${cores} cores of ${cpu}, ${formatSize(memoryBytes)}`,
    Object.entries({ ...result.subject, ...result.versions })
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    layOutColumns([['', 'MEDIAN', 'RUNS'], ...times]),
    ...(ratios.length > 0 ? [layOutColumns([['', 'RATIO', '', ''], ...ratios])] : []),
    ...(profiles.length > 0 ? [layOutColumns([['', 'PROCESSOR SECONDS'], ...profiles])] : []),
  ].join('\n\n');
}
