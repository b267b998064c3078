import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure } from '../domain/failures.ts';
import type { Configuration } from './configuration.ts';
import { type ConfigurationDocument, readDocument } from './document.ts';
import {
  configurationFromEnvironment,
  describesTarget,
  type Environment,
  type EnvironmentConfiguration,
  NO_CONFIGURATION_HINT,
} from './environment.ts';
import { findConfigurationFile } from './locations.ts';
import { normalise } from './normalise.ts';
import { effectiveSettings } from './origins.ts';
import { configurationFailure, type Problem, schemaProblems } from './problems.ts';
import { brokenRules } from './rules.ts';
import { writtenConfiguration } from './written.ts';

/** What a command line says about configuration. */
export interface ConfigurationFlags {
  readonly config?: string;
  readonly address?: string;
  readonly namespace?: string;
}

/**
 * Finds, reads and checks the configuration. All problems come in one failure. Flags come before the environment, the
 * environment before the file, the file before defaults.
 * @throws Failure ConfigurationInvalid, also where there is neither a file nor an environment that makes a target.
 */
export function loadConfiguration(
  flags: ConfigurationFlags,
  environment: Environment,
  folder = process.cwd(),
): Configuration {
  const file = findConfigurationFile(flags.config, environment, folder);
  if (file !== undefined) return fromFiles(file, flags, environment, folder);
  if (!describesTarget(environment)) {
    throw new Failure('ConfigurationInvalid', 'there is no firedrill.yaml, and no variable names a database', {
      hint: NO_CONFIGURATION_HINT,
    });
  }
  return assemble([], configurationFromEnvironment(environment), { flags, environment, folder });
}

function fromFiles(file: string, flags: ConfigurationFlags, environment: Environment, folder: string): Configuration {
  const parts = join(dirname(file), 'conf.d');
  const files = [file, ...(existsSync(parts) ? listYaml(parts) : [])];
  const read = files.map(path => readDocument(shown(path, folder), readText(path)));
  const problems = read.flatMap(({ problems }) => problems);
  if (problems.length > 0) throw configurationFailure(problems);
  const documents = read.flatMap(({ document }) => (document === undefined ? [] : [document]));
  const { merged, doubled } = merge(documents);
  if (doubled.length > 0) throw configurationFailure(doubled);
  const made = { written: merged, origins: new Map<string, string>(), secretDefaults: {}, notes: [] };
  return { ...assemble(documents, made, { flags, environment, folder: dirname(file) }), file };
}

interface Around {
  readonly flags: ConfigurationFlags;
  readonly environment: Environment;
  readonly folder: string;
}

type Made = Omit<EnvironmentConfiguration, 'written'> & { readonly written: unknown };

function assemble(documents: readonly ConfigurationDocument[], made: Made, around: Around): Configuration {
  const parsed = writtenConfiguration.safeParse(made.written);
  if (!parsed.success) throw configurationFailure(schemaProblems(parsed.error, documents));
  const broken = brokenRules(parsed.data, documents);
  if (broken.length > 0) throw configurationFailure(broken);
  const normalised = normalise(parsed.data, { ...around, mayCreateKey: documents.length === 0 });
  return {
    ...normalised,
    secretDefaults: made.secretDefaults,
    notes: made.notes,
    settings: effectiveSettings(parsed.data, normalised, { ...around, documents, origins: made.origins }),
  };
}

/** Joins the sections of several files. A name defined twice is a problem that names both places. */
function merge(documents: readonly ConfigurationDocument[]): { merged: unknown; doubled: readonly Problem[] } {
  const merged: Record<string, unknown> = {};
  const doubled: Problem[] = [];
  for (const document of documents) {
    if (!isRecord(document.value)) return { merged: document.value, doubled };
    for (const [section, value] of Object.entries(document.value)) {
      const before = merged[section];
      if (isRecord(before) && isRecord(value)) {
        for (const key of Object.keys(value).filter(name => name in before)) {
          doubled.push({
            message: `${section}.${key} is defined in another file already`,
            at: document.locate([section, key]).key,
          });
        }
        merged[section] = { ...before, ...value };
      } else merged[section] = value;
    }
  }
  return { merged, doubled };
}

function listYaml(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter(name => /\.ya?ml$/.test(name))
    .toSorted()
    .map(name => join(folder, name));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure('ConfigurationInvalid', `${path} cannot be read`, {
      cause: error,
      hint: 'check its owner and mode',
    });
  }
}

/** A file as its messages name it: relative where it lies below the working folder. */
function shown(path: string, folder: string): string {
  const short = relative(folder, path);
  return short.startsWith('..') ? path : short;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
