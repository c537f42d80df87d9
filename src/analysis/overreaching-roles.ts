import { Type } from 'typebox';
import { OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { actionsAtLarge, mayAtLarge, type Nameless } from './access/estate/at-large.ts';
import { DATA_ACTIONS } from './access/estate/data-actions.ts';
import type { Estate } from './access/estate/estate.ts';
import type { Identity } from './access/estate/identities.ts';
import { openToRedshift } from './access/trust/redshift-trust.ts';
import { both, type Truth } from './access/truth.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';
import { identityEstate, undecidedBy } from './identity-estate.ts';
import { notUnderstood } from './identity-policy.ts';

interface ClusterRole {
  readonly role: string;
  readonly applyStatus: string;
}

type Problem = { role: string; problem: 'data' | 'catalog' | 'trust'; actions: string[] };

/** What is wrong with the roles of a cluster. */
export const clusterOverreachingRoles: DerivedFact = defineDerived({
  type: 'AWS::Redshift::Cluster',
  path: 'access.overreachingRoles',
  schema: Type.Array(
    Shape({
      role: Type.String({ description: 'ARN.' }),
      problem: OneOf(['data', 'catalog', 'trust'], {
        description:
          'data: it reaches data in stores that none of its policies names; catalog: it changes whatever table of the AWS Glue Data Catalog; trust: it does not say for which cluster, account or database user Redshift may assume it.',
      }),
      actions: Type.Array(Type.String(), { description: 'What it may do so; empty for trust.' }),
    }),
    {
      description:
        'What is too wide about the roles of the cluster, each with all its policies, less what is denied, within its permissions boundary and the service control policies that the snapshot holds. A role that is being removed does not count.',
    },
  ),
  reads: ['roles'],
  relation: identityEstate,
  costly: true,
  derive: (cluster, { estate }) => {
    const roles = cluster.facts['roles'] as readonly ClusterRole[] | undefined;
    if (roles === undefined) return unknownBecause(cluster, 'roles');
    const found: Problem[] = [];
    let doubt: Underivable | null = null;
    for (const { role, applyStatus } of roles) {
      if (applyStatus === 'removing') continue;
      const identity = estate.identities.find(role);
      const parts =
        identity === null
          ? [notInSnapshot(role)]
          : [dataOf(estate, identity), catalogOf(estate, identity), trustOf(identity)];
      for (const part of parts) {
        if (part instanceof Underivable) doubt ??= part;
        else if (part !== null) found.push(part);
      }
    }
    return found.length > 0 || doubt === null ? found : doubt;
  },
});

function dataOf(estate: Estate, identity: Identity): Problem | Underivable | null {
  const { found, certain } = actionsAtLarge(estate, identity, DATA_ACTIONS);
  if (found.length > 0) return { role: identity.arn, problem: 'data', actions: [...found] };
  return certain ? null : undecided(identity);
}

const inCatalog =
  (resource: (name: string) => string): Nameless =>
  (name, { partition, account }, region) =>
    `arn:${partition}:glue:${region}:${account}:${resource(name)}`;

const DATABASE = inCatalog((name) => `database/${name}`);
const TABLE = inCatalog((name) => `table/${name}/${name}`);

/** An action on a table is on its database as well: https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
function catalogOf(estate: Estate, identity: Identity): Problem | Underivable | null {
  const actions: string[] = [];
  let certain = true;
  for (const action of ['glue:CreateTable', 'glue:UpdateTable', 'glue:DeleteTable']) {
    const truth = [DATABASE, TABLE].reduce<Truth>(
      (all, on) => (all === 'no' ? all : both(all, mayAtLarge(estate, identity, action, on))),
      'yes',
    );
    if (truth === 'yes') actions.push(action);
    certain &&= truth !== 'unknown';
  }
  if (actions.length > 0) return { role: identity.arn, problem: 'catalog', actions };
  return certain ? null : undecided(identity);
}

function trustOf({ arn, trust }: Identity): Problem | Underivable | null {
  if (trust === null) return null;
  if (openToRedshift(trust, arn).length > 0) return { role: arn, problem: 'trust', actions: [] };
  return trust.understood ? null : notUnderstood(trust);
}

const undecided = ({ documents, boundary }: Identity): Underivable =>
  undecidedBy(boundary === null ? documents : [...documents, boundary], 'a policy is not certain');
