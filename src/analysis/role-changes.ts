import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { CHANGING, changesOf } from './access/estate/changes.ts';
import { identityEstate, identityOf, undecidedBy } from './identity-estate.ts';

/** What a role can change. */
export const roleChanges: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.changes',
  schema: Type.Array(
    Shape({
      action: Type.String(),
      level: OneOf(CHANGING, { description: "AWS's access level of the action." }),
      resource: Type.String({ description: 'One for which it is allowed; `*` where any is.' }),
      policy: Type.String({ description: 'What grants it: `policy ARN`, `inline policy NAME`.' }),
    }),
    {
      description:
        'Of each policy that lets the role change something one action, the gravest, less what is denied and within the permissions boundary and the service control policies that the snapshot holds. kms:Decrypt, which AWS lists as a write, changes nothing.',
    },
  ),
  reads: [],
  relation: identityEstate,
  costly: true,
  derive: (role, index) => {
    const identity = identityOf(index, role);
    if (identity instanceof Underivable) return identity;
    const { found, doubt } = changesOf(index.estate, identity);
    if (found.length > 0 || doubt === null) return found.map((one) => ({ ...one }));
    const { documents, boundary } = identity;
    return undecidedBy(boundary === null ? documents : [...documents, boundary], doubt);
  },
});
