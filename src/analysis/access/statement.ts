import { confineResource } from './arn.ts';
import { type CompiledCondition, compileCondition, testCondition } from './condition.ts';
import type { Context } from './context.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { compileGlob, compileTokens, type Glob, matchGlob, tokenize } from './pattern.ts';
import { type Caller, isSpared, type Reach, reachOfAll } from './principal.ts';
import { both, not, type Truth } from './truth.ts';
import { parseTemplate, resolveTokens, standsInResourcePart, type Template } from './variables.ts';

/** Where a document is attached: it says which elements its statements must and must not have. */
export type DocumentKind = 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp' | 'endpoint';

/** A request as statements see it. */
export interface Question {
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
  readonly caller: Caller;
  readonly hasBoundary: Truth;
}

/** A statement, compiled. */
export interface CompiledStatement {
  readonly statement: Statement;
  /** `Action` or `NotAction`, in lower case. */
  readonly actions: readonly Glob[];
  readonly resources: readonly Glob[];
  readonly resourceTemplates: readonly Template[];
  readonly conditions: readonly CompiledCondition[];
  readonly understood: boolean;
}

/** A document with its statements compiled and sorted by effect; one that cannot be read as Allow or Deny stands under both. */
export interface CompiledDocument {
  readonly understood: boolean;
  readonly allows: readonly CompiledStatement[];
  readonly denies: readonly CompiledStatement[];
}

const compiled = new WeakMap<PolicyDocument, CompiledDocument>();

/** Compiles a document once; the result lives as long as the document. */
export function compileDocument(document: PolicyDocument): CompiledDocument {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const allows: CompiledStatement[] = [];
  const denies: CompiledStatement[] = [];
  for (const statement of document.statements) {
    const one = compileStatement(statement, document.version);
    if (statement.effect !== 'Deny') allows.push(one);
    if (statement.effect !== 'Allow') denies.push(one);
  }
  const result: CompiledDocument = { understood: document.understood, allows, denies };
  compiled.set(document, result);
  return result;
}

function compileStatement(statement: Statement, version: PolicyDocument['version']): CompiledStatement {
  const resources: Glob[] = [];
  const resourceTemplates: Template[] = [];
  let understood = statement.understood;
  for (const text of statement.resources ?? statement.notResources ?? []) {
    const parsed = parseTemplate(text, version);
    if (parsed === null || (typeof parsed !== 'string' && !standsInResourcePart(parsed))) understood = false;
    else if (typeof parsed === 'string') resources.push(compileTokens(confineResource(tokenize(parsed))));
    else resourceTemplates.push(parsed);
  }
  return {
    statement,
    actions: (statement.actions ?? statement.notActions ?? []).map((action) => compileGlob(action.toLowerCase())),
    resources,
    resourceTemplates,
    conditions: statement.conditions.map((condition) => compileCondition(condition, version)),
    understood,
  };
}

/** Whether the statement, of a document attached in this place, applies to the request; with how far its principal reaches. */
export function matchStatement(
  compiledStatement: CompiledStatement,
  kind: DocumentKind,
  question: Question,
): { readonly truth: Truth; readonly reach: Reach | 'unknown' } {
  if (!compiledStatement.understood) return UNCERTAIN;
  const { statement } = compiledStatement;
  const action = matchAction(compiledStatement, question.action);
  if (action === 'no') return NO;
  const principal = matchPrincipal(statement, kind, question);
  if (principal.truth === 'no') return NO;
  let truth = both(principal.truth, matchResource(compiledStatement, kind, question));
  for (const condition of compiledStatement.conditions) {
    if (truth === 'no') return NO;
    truth = both(truth, testCondition(condition, question.context));
  }
  return truth === principal.truth ? principal : { truth, reach: principal.reach };
}

const NO = { truth: 'no', reach: 'unknown' } as const;
const UNCERTAIN = { truth: 'unknown', reach: 'unknown' } as const;
const MATCHED = {
  direct: { truth: 'yes', reach: 'direct' },
  limited: { truth: 'yes', reach: 'limited' },
  delegated: { truth: 'yes', reach: 'delegated' },
  unknown: UNCERTAIN,
  no: NO,
} as const;

function matchAction({ statement, actions }: CompiledStatement, action: string): Truth {
  const listed = actions.some((glob) => matchGlob(glob, action));
  return listed === (statement.actions !== null) ? 'yes' : 'no';
}

/** Whether the statement speaks of the caller, and how far its principal reaches. */
export function matchPrincipal(
  statement: Statement,
  kind: DocumentKind,
  { caller, hasBoundary }: Pick<Question, 'caller' | 'hasBoundary'>,
): { readonly truth: Truth; readonly reach: Reach | 'unknown' } {
  const { principals, notPrincipals } = statement;
  const hasPrincipal = principals !== null || notPrincipals !== null;
  if (kind === 'resource' || kind === 'rcp' || kind === 'endpoint') {
    // Without a principal a statement of a resource's policy speaks of nobody. RCPs and endpoint policies know only limits, which
    // without one hold for everybody.
    if (!hasPrincipal) return kind === 'resource' ? NO : MATCHED.direct;
  } else {
    // The document is attached to its principal: one that names another is refused by AWS, and means nothing certain.
    return hasPrincipal ? UNCERTAIN : MATCHED.direct;
  }
  if (principals !== null) return MATCHED[reachOfAll(principals, caller)];
  const listed = notPrincipals ?? [];
  if (statement.effect === 'Deny') {
    const truth = not(isSpared(listed, caller, hasBoundary));
    return truth === 'yes' ? MATCHED.direct : truth === 'no' ? NO : UNCERTAIN;
  }
  // Everyone else is allowed, anonymous callers too.
  const reach = reachOfAll(listed, caller);
  return reach === 'no' ? MATCHED.direct : reach === 'unknown' ? UNCERTAIN : NO;
}

function matchResource(one: CompiledStatement, kind: DocumentKind, question: Question): Truth {
  const { statement, resources, resourceTemplates } = one;
  if (statement.resources === null && statement.notResources === null) {
    // Trust policies and ECR repository policies have no Resource: they speak of what they are attached to.
    return kind === 'resource' ? 'yes' : 'unknown';
  }
  const positive = statement.resources !== null;
  let listed: Truth = 'no';
  for (const glob of resources) {
    if (isTooLong(glob, question.resource)) listed = 'unknown';
    else if (matchGlob(glob, question.resource)) listed = 'yes';
    else if (listed === 'no' && isShortened(glob, question.resource)) listed = 'unknown';
    if (listed === 'yes') break;
  }
  let unresolved = false;
  for (const template of resourceTemplates) {
    const tokens = resolveTokens(template, question.context);
    if (tokens === null) unresolved = true;
    else if (matchGlob(compileTokens(confineResource(tokens)), question.resource)) listed = 'yes';
  }
  if (positive) return listed;
  // "The resource that includes a policy variable with no value will not match any resource", which may make the statement invalid:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value
  return unresolved ? 'no' : not(listed);
}

/** Confined wildcards are followed all at once: no policy that AWS stores comes near the bound. */
const isTooLong = ({ kind, tokens }: Glob, resource: string): boolean =>
  kind === 'special' && tokens.length * resource.length > 2_000_000;

/** An ARN that stops early (`arn:aws:sqs`): some policy types take what is missing for `*`, which AWS does not document. */
function isShortened(glob: Glob, resource: string): boolean {
  if (glob.kind !== 'literal' || !glob.text.startsWith('arn:')) return false;
  return glob.text.split(':').length < 6 && resource.startsWith(glob.text) && resource[glob.text.length] === ':';
}
