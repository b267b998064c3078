import { configurationSchema } from '../../config/json-schema.ts';
import { count } from '../../domain/counting.ts';
import { type Cli, makeCommand, runCommand } from '../cli.ts';
import { layOutColumns } from '../output/columns.ts';

const EXIT_CODES = [[0, 'the configuration can be used']] as const;

/** `firedrill config validate|show|schema` */
export const command = makeCommand('config', {
  examples: ['firedrill config validate', 'firedrill config show --origin'],
  exitCodes: EXIT_CODES,
});

command.addCommand(
  makeCommand('validate', { examples: ['firedrill config validate --config firedrill.yaml'], exitCodes: EXIT_CODES })
    .description('check the configuration; all problems come at once, with their places')
    .action((_, self) => runCommand(self.optsWithGlobals(), validate)),
);
command.addCommand(
  makeCommand('show', { examples: ['firedrill config show --origin'], exitCodes: EXIT_CODES })
    .description('print every effective setting; secrets stay references')
    .option('--origin', 'say where each one comes from: flag, variable, file and line, or default')
    .action((_, self) => runCommand(self.optsWithGlobals(), cli => show(cli, self.opts()['origin'] ?? false))),
);
command.addCommand(
  makeCommand('schema', { examples: ['firedrill config schema > firedrill.schema.json'], exitCodes: [[0, 'done']] })
    .description('print the JSON Schema of the configuration')
    .action((_, self) => runCommand(self.optsWithGlobals(), schema)),
);

async function validate(cli: Cli): Promise<void> {
  const { file, targets, policies, repositories } = cli.configuration();
  const counts = { targets: targets.length, policies: policies.length, repositories: repositories.length };
  cli.console.document('config', { valid: true, file: file ?? null, ...counts });
  cli.console.result(
    `${file ?? 'the environment'}: ${[
      count(counts.targets, 'target'),
      count(counts.policies, 'policy', 'policies'),
      count(counts.repositories, 'repository', 'repositories'),
    ].join(', ')}; no problems`,
  );
}

async function show(cli: Cli, origin: boolean): Promise<void> {
  const { settings } = cli.configuration();
  cli.console.document('config', { settings });
  cli.console.result(
    layOutColumns(settings.map(setting => [setting.path, setting.value, ...(origin ? [`(${setting.origin})`] : [])])),
  );
}

async function schema(cli: Cli): Promise<void> {
  const found = configurationSchema();
  cli.console.document('config', { schema: found });
  cli.console.result(JSON.stringify(found, null, 2));
}
