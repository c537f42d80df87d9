import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  type Project,
  paginateListProjects,
} from '@aws-sdk/client-codebuild';
import { defineLive, given, instant, listed, tagMap } from '../../live.ts';
import { project } from './model.ts';

export default defineLive(project, {
  scope: 'region',
  list: {
    operations: ['codebuild:ListProjects', 'codebuild:BatchGetProjects'],
    actions: ['codebuild:ListProjects', 'codebuild:BatchGetProjects'],
    client: CodeBuildClient,
    needs: [],
    async *seeds(client: CodeBuildClient): AsyncIterable<Project> {
      // A page holds 100 names, as many as can be asked for at once.
      for await (const { projects: names = [] } of paginateListProjects({ client }, {})) {
        if (names.length === 0) continue;
        yield* given((await client.send(new BatchGetProjectsCommand({ names }))).projects, 'the projects');
      }
    },
  },
  name: ({ name }) => given(name, 'the name of a project'),
  arn: ({ arn }) => given(arn, 'the ARN of a project'),

  facts: {
    createdAt: listed(({ created }: Project) => instant(given(created, 'when a project was created'))),
    executionRole: listed(({ serviceRole }: Project) => serviceRole || null),
    // Private unless made public: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProjectVisibility.html
    visibility: listed(({ projectVisibility }: Project) => projectVisibility ?? 'PRIVATE'),
    privileged: listed(({ environment }: Project) => environment?.privilegedMode ?? false),
    sourceType: listed(({ source }: Project) => source?.type ?? null),
    environmentNames: listed(({ environment }: Project) =>
      (environment?.environmentVariables ?? [])
        .map(({ name }) => given(name, 'the name of an environment variable'))
        .sort(),
    ),
    'encryption.key': listed(({ encryptionKey }: Project) => encryptionKey || null),
    'network.vpc': listed(({ vpcConfig }: Project) => vpcConfig?.vpcId || null),
    tags: listed(({ tags }: Project) => tagMap((tags ?? []).map(({ key, value }) => ({ Key: key, Value: value })))),
  },
});
