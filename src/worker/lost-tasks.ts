import { ActivityNotFoundError, type AsyncCompletionClient } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Claims } from '../activities/lib/claims.ts';

/** Claims every task for this process from the moment it is taken until its result is on the way to the server. */
export function claimTasks(claims: Claims): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const release = claims.hold(info.base64TaskToken);
        try {
          return await next(input);
        } finally {
          release();
        }
      },
    },
  });
}

const LOOK_MS = 1_000;

/**
 * Gives the tasks of this host's dead workers back to the server, now and every second, so that another attempt begins at once
 * instead of after the heartbeat timeout. Returns the function that stops looking.
 */
export function returnLostTasks(claims: Claims, client: AsyncCompletionClient, log: Logger): () => void {
  const look = async () => {
    for (const { pid, taskToken } of claims.takeDead()) {
      try {
        const failure = ApplicationFailure.retryable(`the worker with process id ${pid} ended`, 'WorkerLost');
        await client.fail(Buffer.from(taskToken, 'base64'), failure);
        log.warn({ pid }, 'a worker of this host died; its task was given back');
      } catch (error) {
        // The task was finished, cancelled or timed out meanwhile, or the heartbeat timeout will do what this could not.
        if (!(error instanceof ActivityNotFoundError))
          log.warn({ error, pid }, 'the task of a dead worker could not be given back');
      }
    }
  };
  void look();
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}
