import { formatDuration } from './durations.ts';
import { type RunProgress, type Step, stepDurationMs } from './steps.ts';

const SIGNS: { readonly [state in Step['state']]: string } = {
  waiting: '·',
  running: '▶',
  done: '✔',
  failed: '✘',
  skipped: '–',
};

/** The steps of a run as a Markdown table, for the details that the Temporal UI shows of a workflow. */
export function stepTable(progress: RunProgress): string {
  const rows = progress.steps.map(step => {
    const durationMs = stepDurationMs(step);
    const cells = [
      `${SIGNS[step.state]} ${step.name}`,
      durationMs === undefined ? '' : formatDuration(durationMs),
      step.attempts === undefined ? '' : String(step.attempts),
      escapeMarkdown(step.note ?? ''),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['| step | took | attempts | result |', '| --- | --- | --- | --- |'];
  const failure =
    progress.failure === undefined
      ? []
      : ['', `**${progress.failure.kind}**: ${escapeMarkdown(progress.failure.message)}`];
  return [...head, ...rows, ...failure].join('\n');
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, '\\$&').replace(/\s*[\r\n]\s*/g, ' ');
}
