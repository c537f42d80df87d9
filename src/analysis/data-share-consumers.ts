import { Type } from 'typebox';
import { type DerivedFact, defineDerived } from '../model/derived.ts';
import { unknownBecause } from './derive.ts';

interface Consumer {
  readonly id: string;
  readonly status: string;
}

/**
 * States in which a consumer reads nothing: the producer has not let it in yet, or no longer does.
 * https://docs.aws.amazon.com/redshift/latest/APIReference/API_DataShareAssociation.html
 */
const shut = new Set(['PENDING_AUTHORIZATION', 'DEAUTHORIZED', 'REJECTED']);

/** The account in an ARN of a namespace, in `DataCatalog/111122223333`, or alone; what else there is, such as ADX, as it is. */
const whoIs = (id: string): string => /(?:^|[:/])(\d{12})(?:$|[:/])/.exec(id)?.[1] ?? id;

/** Who outside the account reads a datashare. */
export const dataShareOutside: DerivedFact = defineDerived({
  type: 'AWS::Redshift::DataShare',
  path: 'access.outsideConsumers',
  schema: Type.Array(Type.String(), {
    description:
      'Other accounts that may read it (12 digits), and what is no account, such as ADX for customers of AWS Data Exchange; sorted.',
  }),
  reads: ['access.consumers'],
  relation: null,
  derive: (share) => {
    const consumers = share.facts['access.consumers'] as readonly Consumer[] | undefined;
    if (consumers === undefined) return unknownBecause(share, 'access.consumers');
    const open = consumers.filter(({ status }) => !shut.has(status)).map(({ id }) => whoIs(id));
    return [...new Set(open)].filter((id) => id !== share.account).sort();
  },
});
