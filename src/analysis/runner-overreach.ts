import { type Static, Type } from 'typebox';
import { Nullable, OneOf, Shape } from '../model/define.ts';
import { type DerivedFact, defineDerived, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { actionsAtLarge } from './access/estate/at-large.ts';
import { DATA_ACTIONS } from './access/estate/data-actions.ts';
import type { Identity } from './access/estate/identities.ts';
import { notInSnapshot, unknownBecause } from './derive.ts';
import { escalationEstate, type IdentityEstate, pathOf, undecidedBy } from './identity-estate.ts';

const Overreach = Shape({
  problem: OneOf(['data', 'escalation', 'metadata'], {
    description:
      'data: the role reaches data in stores that none of its policies names; escalation: it can become administrator; metadata: an instance gives its credentials to whoever asks without a token (IMDSv1).',
  }),
  details: Type.Array(Type.String(), {
    description: 'The actions, the steps with what they turn on, or the ARNs of the instances.',
  }),
});
type Problem = Static<typeof Overreach>;

const schema = Nullable(Type.Array(Overreach), {
  description:
    'What is too wide about the role that code here acts with, by all its policies together, less what is denied, within its permissions boundary and the service control policies that the snapshot holds. Null where nothing runs with a role: an instance profile that no instance of the snapshot has.',
});

const overreach = (type: string, derive: DerivedFact<typeof schema, IdentityEstate>['derive']): DerivedFact =>
  defineDerived({
    type,
    path: 'access.overreach',
    schema,
    reads: ['executionRole'],
    relation: escalationEstate,
    costly: true,
    derive,
  });

/** A list with the first reason why it may be too short. */
function settle(parts: readonly (Problem | Underivable | null)[]): Problem[] | Underivable {
  const found = parts.flatMap((part) => (part === null || part instanceof Underivable ? [] : [part]));
  const doubt = parts.find((part) => part instanceof Underivable);
  return found.length > 0 || doubt === undefined ? found : doubt;
}

/** What is wrong with the role of a resource; null where it has none. */
function ofRole(resource: Resource, index: IdentityEstate): readonly (Problem | Underivable | null)[] | null {
  const role = resource.facts['executionRole'] as string | null | undefined;
  if (role === null) return null;
  if (role === undefined) return [unknownBecause(resource, 'executionRole')];
  const identity = index.estate.identities.find(role);
  return identity === null ? [notInSnapshot(role)] : [dataOf(index, identity), escalationOf(index, identity)];
}

function dataOf({ estate }: IdentityEstate, identity: Identity): Problem | Underivable | null {
  const { found, certain } = actionsAtLarge(estate, identity, DATA_ACTIONS);
  if (found.length > 0) return { problem: 'data', details: [...found] };
  return certain ? null : undecided(identity, 'a policy is not certain');
}

function escalationOf(index: IdentityEstate, identity: Identity): Problem | Underivable | null {
  const path = pathOf(index, identity);
  if (path instanceof Underivable) return path;
  const { truth, steps } = path;
  if (truth === 'unknown') return undecided(identity, 'whether it is or becomes administrator is not certain');
  if (truth === 'no' || steps.length === 0) return null;
  return { problem: 'escalation', details: steps.map(({ method, to }) => `${method.how}: ${to}`) };
}

const undecided = ({ documents, boundary }: Identity, reason: string): Underivable =>
  undecidedBy(boundary === null ? documents : [...documents, boundary], reason);

/** What is too wide about the role in an instance profile that instances have. */
export const instanceProfileOverreach: DerivedFact = overreach('AWS::IAM::InstanceProfile', (profile, index) => {
  const { resources } = index.estate;
  const instances = resources.instancesWith(profile.arn);
  if (instances.length === 0) {
    if (!resources.hidesRunners('ec2', profile.account)) return null;
    const message = `whether an instance has \`${profile.arn}\` is not known: not all could be read`;
    return new Underivable({ operation: '', code: UnknownCode.notInSnapshot, message });
  }
  const parts = ofRole(profile, index);
  return parts === null ? null : settle([...parts, metadataOf(instances)]);
});

function metadataOf(
  instances: ReturnType<IdentityEstate['estate']['resources']['instancesWith']>,
): Problem | Underivable | null {
  const open = instances.filter(({ givesFreely }) => givesFreely === 'yes').map(({ arn }) => arn);
  if (open.length > 0) return { problem: 'metadata', details: open };
  const [doubtful] = instances.filter(({ givesFreely }) => givesFreely === 'unknown');
  if (doubtful === undefined) return null;
  const message = `\`metadata\` of ${doubtful.arn} was not collected`;
  return new Underivable({ operation: '', code: UnknownCode.notCollected, message });
}

const ofRunner = (type: string): DerivedFact =>
  overreach(type, (runner, index) => {
    const parts = ofRole(runner, index);
    return parts === null ? null : settle(parts);
  });

/** What is too wide about the role of a notebook. */
export const notebookOverreach: DerivedFact = ofRunner('AWS::SageMaker::NotebookInstance');
/** What is too wide about the role of a Glue job. */
export const glueJobOverreach: DerivedFact = ofRunner('AWS::Glue::Job');
/** What is too wide about the role of a Glue development endpoint. */
export const devEndpointOverreach: DerivedFact = ofRunner('AWS::Glue::DevEndpoint');
