import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES, type SearchAttribute } from '../../domain/search-attributes.ts';

/** Sets search attributes of this run, where the server knows them: a run that sets unknown ones would never get on. */
export function setAttributes(known: boolean, values: { readonly [name in SearchAttribute]?: string }): void {
  if (!known) return;
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ key: defineSearchAttributeKey(SEARCH_ATTRIBUTES[name as SearchAttribute], 'KEYWORD'), value }],
  );
  upsertSearchAttributes(given);
}
