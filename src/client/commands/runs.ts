import { makeCommand } from '../cli.ts';
export const command = makeCommand('runs', { examples: [], exitCodes: [] });
