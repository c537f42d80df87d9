// The public API: the stages as functions, and their types.
export { DatawardenError, ExitCode } from './errors.ts';
export type { Finding, Verdict } from './model/finding.ts';
export type {
  Framework,
  FrameworkResult,
  Requirement,
  RequirementResult,
  RequirementStatus,
} from './model/framework.ts';
export type { Policy, Severity } from './model/policy.ts';
export type { Gap, Resource, SnapshotHeader, Unknown } from './model/resource.ts';
export { actionsFor, collectLive, type LiveRequest } from './pipeline/collect.ts';
export {
  type EvaluationRequest,
  evaluateSnapshots,
  factsReadBy,
  openSnapshots,
  type ReportRequest,
  type Sink,
} from './pipeline/evaluate.ts';
export { joinFrameworks, readFrameworks, selectFrameworks } from './pipeline/frameworks.ts';
export {
  compilePolicies,
  everyPolicy,
  joinPolicies,
  type PolicyFilter,
  readPolicies,
  selectPolicies,
} from './pipeline/policies.ts';
export { shippedFrameworks, shippedPolicies } from './pipeline/shipped.ts';
export { type FormatName, formats } from './report/index.ts';
export type { FormatOptions, Reporter, Run, Summary } from './report/report.ts';
