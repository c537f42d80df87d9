import { actionsMatching, actionsOfService, findAction, reachesServices } from '../actions.ts';
import type { Condition, Statement } from '../document.ts';
import { compileGlob, matchGlob } from '../pattern.ts';
import { knowsKey, serviceKnowsKey } from './action-keys.ts';
import { type Check, hasWildcard, members, type Place, perStatement } from './check.ts';
import { findKey } from './condition-keys.ts';
import { isProvider, prefixOf } from './conditions.ts';

/**
 * Keys of one service in the requests of others:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-other-service
 */
const CROSS_SERVICE = new Set([
  'codebuild:buildarn',
  'codebuild:projectarn',
  'ec2:roledelivery',
  'ec2:sourceinstancearn',
  'glue:credentialissuingservice',
  'glue:roleassumedby',
  'identitystore:userid',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
]);

/** Whether it is known which actions have the key, in lower case: a global key is there for all, and what a provider calls its own is not known. */
export function isOfActions(key: string): boolean {
  const prefix = prefixOf(key);
  if (isProvider(prefix) || prefix === 'saml') return serviceKnowsKey('sts', key);
  return prefix !== '' && prefix !== 'aws' && !CROSS_SERVICE.has(key) && findKey(key) !== undefined;
}

/** Whether the condition asks for a value: with IfExists and Null an action without the key is provided for. */
const asks = ({ ifExists, operator }: Condition): boolean => !ifExists && operator !== 'Null';

/** Actions that are named in full and of which the data knows something; AWS does not look at wildcards here. */
function* namedActions(statement: Statement, path: string): Iterable<Place & { readonly value: string }> {
  for (const action of members(statement, path, ['Action'])) {
    if (!hasWildcard(action.value) && findAction(action.value) !== null) yield action;
  }
}

/** Actions without which values for a key cannot be passed: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const PASSING: Readonly<Record<string, string>> = {
  'sts:sourceidentity': 'sts:SetSourceIdentity',
  'sts:transitivetagkeys': 'sts:TagSession',
};

const allows = ({ actions }: Statement, action: string): boolean =>
  actions?.some((pattern) => matchGlob(compileGlob(pattern.toLowerCase()), action.toLowerCase())) === true;

/** The actions that some services do not support: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount */
const OF_ENDPOINTS = new Set(['aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths']);

/** Services whose requests carry the owner of the VPC endpoint. */
const WITH_ENDPOINTS = new Set(
  (
    'acm-pca apprunner applicationinsights athena cassandra cloudformation comprehendmedical compute-optimizer datasync ' +
    'discovery dynamodb ebs ecr ecs firehose gamelift healthlake iam identitystore iotfleetwise iottwinmaker iotwireless ' +
    'kinesisanalytics kms lambda medical-imaging network-firewall omics payment-cryptography polly pricing rbin rekognition ' +
    'route53 s3 scheduler servicediscovery servicequotas ses shield sms-voice sqs ssm-contacts storagegateway textract ' +
    'transcribe transfer workmail'
  ).split(' '),
);

const reachesOthers = ({ actions, notActions }: Statement): boolean =>
  notActions !== null ||
  actions?.some((action) => {
    const prefix = action.slice(0, action.indexOf(':')).toLowerCase();
    return reachesServices(action) || (actionsOfService(prefix).length > 0 && !WITH_ENDPOINTS.has(prefix));
  }) === true;

/** Conditions on a resource's tag that an action without tags cannot meet; IfExists and negation are met by what is not there. */
const tagConditions = ({ conditions }: Statement): readonly Condition[] =>
  conditions.filter(
    (one) =>
      asks(one) &&
      /^aws:resourcetag\/./i.test(one.key) &&
      !/Not/.test(one.operator) &&
      one.qualifier !== 'ForAllValues',
  );

/** Whether no action that the pattern matches knows the tags of its resource. */
function isTagless(pattern: string): boolean {
  if (reachesServices(pattern)) return false;
  const known = actionsMatching(pattern).map((action) => knowsKey(action, 'aws:ResourceTag/any'));
  return known.length > 0 && known.every((knows) => knows === false);
}

const taglessActions = (effect: 'Allow' | 'Deny', message: string): Check['find'] =>
  perStatement((statement, path) =>
    statement.effect === effect && tagConditions(statement).length > 0
      ? [...members(statement, path, ['Action'])]
          .filter(({ value }) => isTagless(value))
          .map(({ path: at, value }) => ({
            path: at,
            message: `requests of ${value} carry no aws:ResourceTag: ${message}`,
          }))
      : [],
  );

const tagsWithNotAction = (effect: 'Allow' | 'Deny', message: string): Check['find'] =>
  perStatement((statement) =>
    statement.effect === effect && statement.notActions !== null
      ? tagConditions(statement).map(({ path }) => ({ path, message }))
      : [],
  );

/** Checks of whether actions and condition keys go together. */
export const actionConditionChecks: readonly Check[] = [
  {
    name: 'unsupported-action-for-condition-key',
    severity: 'error',
    find: perStatement(function* (statement, path) {
      const keys = statement.conditions.filter(asks).map(({ key }) => key.toLowerCase());
      for (const key of new Set(keys.filter(isOfActions))) {
        for (const { value, path: at } of namedActions(statement, path)) {
          if (knowsKey(value, key) === false) yield { path: at, message: `requests of ${value} carry no \`${key}\`` };
        }
      }
    }),
  },
  {
    name: 'missing-action-for-condition-key',
    severity: 'error',
    kinds: ['trust', 'identity'],
    find: perStatement((statement) =>
      statement.effect !== 'Allow' || statement.actions === null
        ? []
        : statement.conditions.flatMap(({ key, path }): readonly Place[] => {
            const action = PASSING[key.toLowerCase()];
            return action !== undefined && !allows(statement, action)
              ? [{ path, message: `nobody can pass \`${key}\` without ${action}: add it to the actions` }]
              : [];
          }),
    ),
  },
  {
    name: 'use-condition-key-only-with-supported-services',
    severity: 'warning',
    find: perStatement((statement) =>
      reachesOthers(statement)
        ? statement.conditions
            .filter(({ key }) => OF_ENDPOINTS.has(key.toLowerCase()))
            .map(({ key, path }) => ({ path, message: `not all services of the statement know \`${key}\`` }))
        : [],
    ),
  },
  {
    name: 'allow-with-unsupported-tag-condition-key-for-service',
    severity: 'suggestion',
    find: taglessActions('Allow', 'the statement does not allow them'),
  },
  {
    name: 'deny-with-unsupported-tag-condition-key-for-service',
    severity: 'security-warning',
    find: taglessActions('Deny', 'the statement does not deny them'),
  },
  {
    name: 'allow-notaction-with-unsupported-tag-condition-key-for-service',
    severity: 'suggestion',
    find: tagsWithNotAction('Allow', 'not all actions know aws:ResourceTag: name in Action those that do'),
  },
  {
    name: 'deny-notaction-with-unsupported-tag-condition-key-for-service',
    severity: 'security-warning',
    find: tagsWithNotAction('Deny', 'what does not know aws:ResourceTag is not denied: name the actions in Action'),
  },
];
