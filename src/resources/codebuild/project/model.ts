import { Type } from 'typebox';
import { defineModel, Known, Nullable, Timestamp } from '../../../model/define.ts';
import { EnvironmentNames, ExecutionRole, Tags } from '../../../model/facets.ts';

/** A CodeBuild project. */
export const project = defineModel(
  'AWS::CodeBuild::Project',
  'An AWS CodeBuild project: its builds act with its role.',
  {
    createdAt: Timestamp(),
    executionRole: ExecutionRole,
    visibility: Known(['PRIVATE', 'PUBLIC_READ'], {
      description: 'PUBLIC_READ: anybody may read its builds and their logs.',
    }),
    privileged: Type.Boolean({ description: 'Its builds may run Docker, as root of their host.' }),
    sourceType: Nullable(
      Known([
        ...['CODECOMMIT', 'CODEPIPELINE', 'GITHUB', 'GITHUB_ENTERPRISE', 'GITLAB', 'GITLAB_SELF_MANAGED', 'BITBUCKET'],
        ...['S3', 'NO_SOURCE'],
      ]),
      { description: 'Null where AWS does not say.' },
    ),
    environmentNames: EnvironmentNames,
    'encryption.key': Nullable(Type.String(), {
      description: 'The KMS key of its artifacts: ARN or alias; null where AWS names none.',
    }),
    'network.vpc': Nullable(Type.String(), { description: 'Null outside of a VPC.' }),
    tags: Tags,
  },
);
