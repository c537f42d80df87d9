import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Answerer, Asked } from '../answerer.ts';
import type { Tree } from '../protocol.ts';
import type { Site } from './site.ts';
import { given, home, prod, sandbox, using } from './site.ts';

// What runs with the roles: functions in the emulator, the rest recorded.

/** Where an account's machines stand. */
export interface Placement {
  readonly vpc: string;
  readonly subnet: string;
  readonly securityGroup: string;
}

/** What the emulator cannot hold of the workloads: where they stand, by account. */
export type WorkloadFacts = Readonly<Record<string, Placement>>;

const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;

interface Function {
  readonly account: string;
  readonly name: string;
  readonly role: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Anybody may call it over the internet. */
  readonly open: boolean;
}

const functions: readonly Function[] = [
  {
    account: prod,
    name: 'score-labels',
    role: 'score-labels',
    variables: { FEATURES_BUCKET: 'acme-features' },
    open: false,
  },
  {
    account: sandbox,
    name: 'pipeline',
    role: 'pipeline-admin',
    variables: { DB_PASSWORD: 'not-for-a-snapshot', STAGE: 'dev' },
    open: true,
  },
];

const fillFunction = (site: Site, { account, name, role: roleName, variables, open }: Function): Promise<void> =>
  using(new LambdaClient(site.at(account, home)), async (client) => {
    const FunctionName = name;
    await client.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: role(account, roleName),
        Runtime: 'python3.13',
        Handler: 'app.handler',
        Environment: { Variables: { ...variables } },
        // The emulator does not look inside.
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
      }),
    );
    if (open) {
      await client.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }));
      const permission = { FunctionName, StatementId: 'anybody', Action: 'lambda:InvokeFunctionUrl', Principal: '*' };
      await client.send(new AddPermissionCommand({ ...permission, FunctionUrlAuthType: 'NONE' }));
    } else {
      const permission = { FunctionName, StatementId: 'labels', Action: 'lambda:InvokeFunction' };
      const source = { SourceArn: 'arn:aws:s3:::acme-labels', SourceAccount: account };
      await client.send(new AddPermissionCommand({ ...permission, Principal: 's3.amazonaws.com', ...source }));
    }
  });

const findPlacement = (site: Site, account: string): Promise<Placement> =>
  using(new EC2Client(site.at(account, home)), async (client) => {
    const { Subnets } = await client.send(new DescribeSubnetsCommand({}));
    const [subnet] = given(Subnets, 'subnets');
    const filter = { Filters: [{ Name: 'group-name', Values: ['default'] }] };
    const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand(filter));
    return {
      vpc: given(subnet?.VpcId, 'a VPC'),
      subnet: given(subnet?.SubnetId, 'a subnet'),
      securityGroup: given(SecurityGroups?.[0]?.GroupId, 'a default security group'),
    };
  });

/** Functions, and where the recorded machines stand. After the roles. */
export const fillWorkloads = async (site: Site): Promise<WorkloadFacts> => {
  for (const one of functions) await fillFunction(site, one);
  return { [prod]: await findPlacement(site, prod), [sandbox]: await findPlacement(site, sandbox) };
};

const since = new Date('2025-09-01T08:00:00Z');

/** The instances of the estate, which run in no emulator. */
export const instanceIds: Readonly<Record<string, string>> = {
  [prod]: 'i-0a1b2c3d4e5f60718',
  [sandbox]: 'i-0f1e2d3c4b5a69788',
};

/** The team's label tool, well kept; and a workbench that anybody on the internet may knock at. */
const instance = (account: string, { vpc, subnet, securityGroup }: Placement): Tree => {
  const good = account === prod;
  const profile = good ? 'label-studio' : 'workbench';
  return {
    instanceId: instanceIds[account],
    imageId: 'ami-0c0ffee0123456789',
    instanceState: { code: 16, name: 'running' },
    instanceType: good ? 'm7g.large' : 'm3.xlarge',
    ebsOptimized: good,
    launchTime: since,
    vpcId: vpc,
    subnetId: subnet,
    ...(good ? {} : { ipAddress: '203.0.113.40', keyName: 'shared' }),
    groupSet: { item: [{ groupId: securityGroup, groupName: 'default' }] },
    iamInstanceProfile: { arn: `arn:aws:iam::${account}:instance-profile/${profile}`, id: 'AIPAEXAMPLE' },
    metadataOptions: {
      state: 'applied',
      httpTokens: good ? 'required' : 'optional',
      httpPutResponseHopLimit: good ? 1 : 2,
      httpEndpoint: 'enabled',
    },
    tagSet: { item: [{ key: 'Name', value: profile }] },
  };
};

const stackOf = (account: string): Tree => {
  const name = account === prod ? 'data-platform' : 'experiments';
  return {
    StackId: `arn:aws:cloudformation:${home}:${account}:stack/${name}/5b1c2d30-8f00-11f0-9a1b-0242ac120002`,
    StackName: name,
    CreationTime: since,
    StackStatus: 'UPDATE_COMPLETE',
    RoleARN: role(account, account === prod ? 'stack-deploy' : 'stack-admin'),
    Capabilities: { member: ['CAPABILITY_NAMED_IAM'] },
    EnableTerminationProtection: account === prod,
    Tags: { member: [{ Key: 'team', Value: 'data' }] },
  };
};

const definition = `arn:aws:ecs:${home}:${prod}:task-definition/inference:7`;
const notebook = {
  NotebookInstanceName: 'label-review',
  NotebookInstanceArn: `arn:aws:sagemaker:${home}:${prod}:notebook-instance/label-review`,
  NotebookInstanceStatus: 'InService',
  InstanceType: 'ml.t3.medium',
  CreationTime: since,
};

/** In the account's home Region, or nowhere. */
const at =
  (owner: string, inside: (request: Asked) => Tree, outside: Tree): Answerer =>
  (request) =>
    request.account === owner && request.region === home ? inside(request) : outside;

/** Answers about what the emulator cannot run, in the shape that AWS documents. */
export const workloadAnswers = (placements: WorkloadFacts): Readonly<Record<string, Answerer>> => ({
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
  'ec2:DescribeInstances': ({ account, region }) => {
    const placement = region === home ? placements[account] : undefined;
    if (placement === undefined) return { reservationSet: {} };
    const reservation = { reservationId: 'r-0123456789abcdef0', ownerId: account };
    return { reservationSet: { item: [{ ...reservation, instancesSet: { item: [instance(account, placement)] } }] } };
  },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html: moto knows no pages, and takes seconds for all.
  'ec2:DescribeInstanceTypes': () => ({
    instanceTypeSet: {
      item: [
        {
          instanceType: 'm7g.large',
          bareMetal: false,
          hypervisor: 'nitro',
          ebsInfo: { ebsOptimizedSupport: 'default' },
        },
        {
          instanceType: 'm3.xlarge',
          bareMetal: false,
          hypervisor: 'xen',
          ebsInfo: { ebsOptimizedSupport: 'supported' },
        },
      ],
    },
  }),
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
  'cloudformation:DescribeStacks': ({ account, region }) => ({
    Stacks: region === home ? { member: [stackOf(account)] } : {},
  }),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
  'ecs:ListTaskDefinitions': at(prod, () => ({ taskDefinitionArns: [definition] }), { taskDefinitionArns: [] }),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
  'ecs:DescribeTaskDefinition': () => ({
    taskDefinition: {
      taskDefinitionArn: definition,
      family: 'inference',
      revision: 7,
      status: 'ACTIVE',
      taskRoleArn: role(prod, 'inference'),
      networkMode: 'awsvpc',
      containerDefinitions: [
        { name: 'model', image: 'inference:7', environment: [{ name: 'MODEL', value: 'scoring-v7' }] },
      ],
    },
  }),
  // https://docs.aws.amazon.com/glue/latest/webapi/API_GetJobs.html: this one names its role without its ARN.
  'glue:GetJobs': at(
    prod,
    () => ({
      Jobs: [
        {
          Name: 'features-nightly',
          Role: 'features-etl',
          CreatedOn: since,
          Command: { Name: 'glueetl', ScriptLocation: 's3://acme-features/etl/nightly.py', PythonVersion: '3' },
          DefaultArguments: { '--job-language': 'python' },
        },
      ],
    }),
    { Jobs: [] },
  ),
  // https://docs.aws.amazon.com/glue/latest/webapi/API_GetDevEndpoints.html
  'glue:GetDevEndpoints': at(
    sandbox,
    () => ({
      DevEndpoints: [{ EndpointName: 'explore', RoleArn: role(sandbox, 'glue-explore'), Status: 'READY' }],
    }),
    { DevEndpoints: [] },
  ),
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListNotebookInstances.html
  'sagemaker:ListNotebookInstances': at(prod, () => ({ NotebookInstances: [notebook] }), { NotebookInstances: [] }),
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeNotebookInstance.html
  'sagemaker:DescribeNotebookInstance': () => ({
    ...notebook,
    RoleArn: role(prod, 'notebooks'),
    DirectInternetAccess: 'Disabled',
    RootAccess: 'Disabled',
    SubnetId: placements[prod]?.subnet,
  }),
  // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ListProjects.html
  'codebuild:ListProjects': at(prod, () => ({ projects: ['model-images'] }), { projects: [] }),
  // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BatchGetProjects.html
  'codebuild:BatchGetProjects': () => ({
    projects: [
      {
        name: 'model-images',
        arn: `arn:aws:codebuild:${home}:${prod}:project/model-images`,
        created: since,
        serviceRole: role(prod, 'image-build'),
        source: { type: 'GITHUB', location: 'https://github.com/acme/models.git' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          privilegedMode: true,
          environmentVariables: [{ name: 'REGISTRY', value: 'acme', type: 'PLAINTEXT' }],
        },
        projectVisibility: 'PRIVATE',
        tags: [{ key: 'team', value: 'data' }],
      },
    ],
  }),
});
