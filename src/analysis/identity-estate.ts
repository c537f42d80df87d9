import { type Relation, Underivable } from '../model/derived.ts';
import { type Resource, UnknownCode } from '../model/resource.ts';
import { EscalationGraph } from './access/escalation-graph/graph.ts';
import { findAllPaths, type PathToAdministrator } from './access/escalation-graph/paths.ts';
import type { NamedDocument } from './access/estate/documents.ts';
import { Estate } from './access/estate/estate.ts';
import type { Identity } from './access/estate/identities.ts';
import { notInSnapshot } from './derive.ts';

/** Users, groups, roles and their policies, with the limits that their organization sets; and what follows from all of it. */
export interface IdentityEstate {
  readonly estate: Estate;
  /** Worked out at the first question: by ARN, the way of each user and role to be administrator. */
  paths: ReadonlyMap<string, PathToAdministrator> | null;
}

const HOLDER = ['attachedPolicies', 'inlinePolicies'];
const PRINCIPAL = [...HOLDER, 'permissionsBoundary'];

const identities = [
  { type: 'AWS::IAM::User', facts: [...PRINCIPAL, 'groups'] },
  { type: 'AWS::IAM::Role', facts: [...PRINCIPAL, 'access.policyDocument', 'instanceProfiles', 'isServiceLinked'] },
  { type: 'AWS::IAM::Group', facts: HOLDER },
  { type: 'AWS::IAM::Policy', facts: ['document', 'owner'] },
  { type: 'AWS::IAM::ManagedPolicy', facts: ['document'] },
  { type: 'AWS::IAM::AWSManagedPolicy', facts: ['document', 'policyArn'] },
  { type: 'AWS::Organizations::Organization', facts: ['id', 'managementAccount', 'featureSet', 'enabledPolicyTypes'] },
  { type: 'AWS::Organizations::Account', facts: ['accountId', 'path'] },
  { type: 'AWS::Organizations::Policy', facts: ['policyId', 'kind', 'document', 'targets'] },
];

/** What runs somebody's code with a role. */
const runners = [
  ...['AWS::Lambda::Function', 'AWS::EC2::Instance', 'AWS::ECS::TaskDefinition', 'AWS::CodeBuild::Project'],
  ...['AWS::CloudFormation::Stack', 'AWS::Glue::Job', 'AWS::Glue::DevEndpoint', 'AWS::SageMaker::NotebookInstance'],
].map((type) => ({
  type,
  facts: type === 'AWS::EC2::Instance' ? ['executionRole', 'instanceProfile', 'metadata', 'state'] : ['executionRole'],
}));

const relation = (name: string, gathers: Relation<IdentityEstate>['gathers']): Relation<IdentityEstate> => {
  const wanted = new Map(gathers.map(({ type, facts }) => [type, facts]));
  return {
    name,
    gathers,
    start: () => ({ estate: new Estate(), paths: null }),
    // Of a function only its role is kept, whatever else the snapshot says of it.
    add: ({ estate }, resource) => estate.add(only(resource, wanted.get(resource.type) ?? [])),
    addGap: ({ estate }, gap) => estate.addGap(gap),
  };
};

function only(resource: Resource, facts: readonly string[]): Resource {
  const pick = <Value>(from: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(from).filter(([fact]) => facts.includes(fact)));
  return { ...resource, facts: pick(resource.facts), unknown: pick(resource.unknown) };
}

/** Who there is and what they may do. */
export const identityEstate: Relation<IdentityEstate> = relation('identity-estate', identities);

/** The same, and what runs with their roles: what it takes to know who can become whom. */
export const escalationEstate: Relation<IdentityEstate> = relation('escalation-estate', [...identities, ...runners]);

/** The user or role that a resource is. */
export const identityOf = ({ estate }: IdentityEstate, { arn }: Resource): Identity | Underivable =>
  estate.identities.find(arn) ?? notInSnapshot(arn);

const groups = new WeakMap<IdentityEstate, ReadonlyMap<string, readonly NamedDocument[]>>();

/** The policies of a group of the snapshot; null where it is not there. */
export function documentsOfGroup(index: IdentityEstate, arn: string): readonly NamedDocument[] | null {
  let known = groups.get(index);
  if (known === undefined) {
    known = new Map([...index.estate.identities.groups()].map((group) => [group.arn, group.documents]));
    groups.set(index, known);
  }
  return known.get(arn) ?? null;
}

/** The way of a user or role to be administrator. */
export function pathOf(index: IdentityEstate, { arn }: Identity): PathToAdministrator | Underivable {
  index.paths ??= new Map(findAllPaths(new EscalationGraph(index.estate)).map((path) => [path.identity.arn, path]));
  return index.paths.get(arn) ?? notInSnapshot(arn);
}

/** Why nothing certain can be said of documents that together decide: the first that could not be read, else the reason given. */
export function undecidedBy(documents: readonly NamedDocument[], reason: string): Underivable {
  for (const { name, document } of documents) {
    const [problem] = document.problems;
    if (problem !== undefined) return undecided(`${name}: ${problem.message}`);
  }
  return undecided(reason);
}

const undecided = (message: string): Underivable =>
  new Underivable({ operation: '', code: UnknownCode.notUnderstood, message });
