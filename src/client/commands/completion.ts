import { makeCommand } from '../cli.ts';
export const command = makeCommand('completion', { examples: [], exitCodes: [] });
