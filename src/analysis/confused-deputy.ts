import { Type } from 'typebox';
import { Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { confusedDeputies } from './access/trust/confused-deputy.ts';
import type { Place } from './access/trust/confused-deputy-services.ts';
import { bucketSurface, keySurface, roleSurface, type Surface } from './access/trust/granted-actions.ts';
import { conditionKeys, listGrants, place, placeOf, resourcePolicy } from './resource-policy.ts';

const schema = Type.Array(
  Shape({
    ...place,
    service: Type.String({ description: 'The service principal, as written.' }),
    conditions: Type.Array(Type.String(), { description: 'Keys of its conditions, as written.' }),
    page: Type.String({ description: 'The AWS page that says how the service names its customer.' }),
  }),
  {
    description:
      'Allow statements for AWS services that act for many customers, which do not say for which: no aws:SourceAccount, aws:SourceArn, ' +
      'aws:SourceOrgID or aws:SourceOrgPaths that fixes an account or organization. Services that send none are not among them.',
  },
);

const confusedDeputy = (type: string, where: Place, surface: Surface): DerivedFact =>
  defineDerived({
    type,
    path: 'access.confusedDeputy',
    schema,
    reads: [resourcePolicy],
    relation: null,
    derive: (resource) => {
      const { arn, account } = resource;
      const found = listGrants(resource, (document) => confusedDeputies(document, { arn, account, surface }, where));
      if (found instanceof Underivable) return found;
      return found.map(({ statement, service, page }) => ({
        ...placeOf(statement),
        service,
        conditions: conditionKeys(statement),
        page,
      }));
    },
  });

/** Services that another customer could have assume a role. */
export const roleConfusedDeputy: DerivedFact = confusedDeputy('AWS::IAM::Role', 'role', roleSurface);
/** Services that another customer could have use a bucket. */
export const bucketConfusedDeputy: DerivedFact = confusedDeputy('AWS::S3::Bucket', 'bucket', bucketSurface);
/** Services that another customer could have use a key. */
export const keyConfusedDeputy: DerivedFact = confusedDeputy('AWS::KMS::Key', 'key', keySurface);
