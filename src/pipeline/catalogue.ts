import { catalogueFacts } from '../analysis/derive.ts';
import { derivedFacts } from '../analysis/derived.generated.ts';
import type { TypeCatalogue } from '../evaluation/compile-policy.ts';
import { models } from '../resources/models.generated.ts';

let made: TypeCatalogue | undefined;

/** The facts that policies can read. */
export const catalogue = (): TypeCatalogue => {
  made ??= catalogueFacts(models, derivedFacts);
  return made;
};
