import { makeCommand } from '../cli.ts';
export const command = makeCommand('up', { examples: [], exitCodes: [] });
