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
import { normalise, withDefaults } from './normalise.ts';
import { effectiveSettings } from './origins.ts';
import type { Problem } from './problem.ts';
import { configurationFailure, placed, schemaProblems } from './problems.ts';
import { brokenRules } from './rules.ts';
import { ALLOW_INSECURE, insecureProblems } from './transport-rules.ts';
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
  return assemble([], configurationFromEnvironment(environment), [], { flags, environment, folder });
}

function fromFiles(file: string, flags: ConfigurationFlags, environment: Environment, folder: string): Configuration {
  const parts = join(dirname(file), 'conf.d');
  const files = [file, ...listYaml(parts)];
  const read = files.map(path => readDocument(shown(path, folder), readText(path)));
  const problems = read.flatMap(({ problems }) => problems);
  if (problems.length > 0) throw configurationFailure(problems);
  const documents = read.flatMap(({ document }) => (document === undefined ? [] : [document]));
  const { merged, mistakes } = merge(documents);
  const made = { written: merged, origins: new Map<string, string>(), secretDefaults: {}, notes: [] };
  return { ...assemble(documents, made, mistakes, { flags, environment, folder: dirname(file) }), file };
}

interface Around {
  readonly flags: ConfigurationFlags;
  readonly environment: Environment;
  readonly folder: string;
}

type Made = Omit<EnvironmentConfiguration, 'written'> & { readonly written: unknown };

function assemble(
  documents: readonly ConfigurationDocument[],
  made: Made,
  mistakes: readonly Problem[],
  around: Around,
): Configuration {
  const parsed = writtenConfiguration.safeParse(made.written);
  const problems = [
    ...mistakes,
    ...(parsed.success ? [] : schemaProblems(parsed.error, documents, made.origins)),
    ...brokenRules(made.written, documents),
  ];
  if (!parsed.success || problems.length > 0) throw configurationFailure(problems);
  const complete = withDefaults(parsed.data);
  const isBare = documents.length === 0;
  const normalised = normalise(complete, { ...around, mayCreateKey: isBare, allowsInsecure: isBare });
  const insecure = insecureProblems(normalised, documents);
  if (insecure.length > 0) throw configurationFailure(insecure, ALLOW_INSECURE);
  return {
    ...normalised,
    secretDefaults: made.secretDefaults,
    notes: made.notes,
    settings: effectiveSettings(complete, normalised, { ...around, documents, origins: made.origins }),
  };
}

/** Joins the sections of several files. A name defined twice is a problem that names both places. */
function merge(documents: readonly ConfigurationDocument[]): { merged: unknown; mistakes: readonly Problem[] } {
  const merged: Record<string, unknown> = {};
  const mistakes: Problem[] = [];
  const define = (
    into: Record<string, unknown>,
    path: readonly string[],
    value: unknown,
    from: ConfigurationDocument,
  ) => {
    const key = path.at(-1) ?? '';
    if (Object.hasOwn(into, key) && into[key] !== value) {
      const { file, line } = placed(documents, path, 'key').at ?? { file: 'another file', line: 1 };
      mistakes.push({
        message: `${path.join('.')} is defined in ${file}:${line} already`,
        at: from.locate(path).key,
      });
    } else into[key] = value;
  };
  for (const document of documents) {
    for (const [section, value] of Object.entries(document.value)) {
      const before = merged[section];
      if (!isRecord(value) || !(isRecord(before) || before === undefined)) define(merged, [section], value, document);
      else {
        const joined = { ...before };
        for (const [key, part] of Object.entries(value)) define(joined, [section, key], part, document);
        merged[section] = joined;
      }
    }
  }
  return { merged, mistakes };
}

/** The YAML files of a folder in the order of their names; none where there is no such folder. */
function listYaml(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return reading(folder, () => readdirSync(folder))
    .filter(name => /\.ya?ml$/.test(name))
    .toSorted()
    .map(name => join(folder, name));
}

function readText(path: string): string {
  return reading(path, () => readFileSync(path, 'utf8'));
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
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
