import { makeCommand } from '../cli.ts';
export const command = makeCommand('cancel', { examples: [], exitCodes: [] });
