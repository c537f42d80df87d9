import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { USES, type Use } from './access/escalation/reach.ts';
import { actionsAtLarge, type DataAtLarge, dataAtLarge } from './access/estate/at-large.ts';
import { DATA_ACTIONS } from './access/estate/data-actions.ts';
import type { Identity } from './access/estate/identities.ts';
import { type IdentityEstate, identityEstate, identityOf, undecidedBy } from './identity-estate.ts';

/** What a role may do with data stores that none of its policies names. */
const dataAtLargeSchema = (what: string) =>
  Type.Array(
    Shape({
      store: Type.String({ description: 'The type of the stores.' }),
      use: OneOf(USES, { description: 'permit: letting others in.' }),
      action: Type.String({ description: 'An action with which it does so.' }),
    }),
    {
      description: `The kinds of data stores (buckets, tables, clusters, snapshots) that ${what} without a policy that names them, or asks for a tag: by all its policies together, less what is denied, within the permissions boundary and the service control policies that the snapshot holds.`,
    },
  );

/** The data that an identity may use at large in one of these ways; a list that is not empty may lack what could not be decided. */
function atLarge(
  { estate }: IdentityEstate,
  identity: Identity,
  uses: readonly Use[] = USES,
): DataAtLarge[] | Underivable {
  const { found, certain } = dataAtLarge(estate, identity, uses);
  return found.length > 0 || certain ? [...found] : undecided(identity);
}

const undecided = ({ documents, boundary }: Identity): Underivable =>
  undecidedBy(boundary === null ? documents : [...documents, boundary], 'a policy is not certain');

/** What of the data a role reads without having been given any one store. */
export const roleReadsAtLarge: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.readsAtLarge',
  schema: dataAtLargeSchema('the role reads'),
  reads: [],
  relation: identityEstate,
  costly: true,
  derive: (role, index) => {
    const identity = identityOf(index, role);
    return identity instanceof Underivable ? identity : atLarge(index, identity, ['read']);
  },
});

/** With what of the data a role works without having been given any one store. */
export const roleDataAtLarge: DerivedFact = defineDerived({
  type: 'AWS::IAM::Role',
  path: 'access.dataAtLarge',
  schema: Type.Array(Type.String(), {
    description:
      'The actions on objects, items, rows and snapshots that the role may call for stores that no policy names: by all its policies together, less what is denied, within the permissions boundary and the service control policies that the snapshot holds. What asks for a tag names.',
  }),
  reads: [],
  relation: identityEstate,
  costly: true,
  derive: (role, index) => {
    const identity = identityOf(index, role);
    if (identity instanceof Underivable) return identity;
    const { found, certain } = actionsAtLarge(index.estate, identity, DATA_ACTIONS);
    return found.length > 0 || certain ? [...found] : undecided(identity);
  },
});
