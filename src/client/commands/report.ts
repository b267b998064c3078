import { makeCommand } from '../cli.ts';
export const command = makeCommand('report', { examples: [], exitCodes: [] });
