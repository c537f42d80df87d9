/** Resources of one type as patterns of ARNs without partition; `ACCOUNT` is the caller's. One of several has to match. */
type Shapes = readonly string[];

/**
 * Which resources the actions of escalation methods are checked on, where AWS names a resource type as required. An action in
 * several rows is checked on a resource of each; one in no row is on no resource in particular (`*`).
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const ROWS: readonly (readonly [shapes: Shapes, actions: readonly string[]])[] = [
  [
    ['iam::ACCOUNT:user/*'],
    [
      'iam:AttachUserPolicy',
      'iam:CreateAccessKey',
      'iam:CreateLoginProfile',
      'iam:DeleteAccessKey',
      'iam:DeleteUserPermissionsBoundary',
      'iam:PutUserPolicy',
      'iam:UpdateLoginProfile',
    ],
  ],
  [['iam::ACCOUNT:instance-profile/*'], ['iam:AddRoleToInstanceProfile', 'iam:CreateInstanceProfile']],
  [['iam::ACCOUNT:group/*'], ['iam:AddUserToGroup', 'iam:AttachGroupPolicy', 'iam:PutGroupPolicy']],
  [
    ['iam::ACCOUNT:role/*'],
    [
      'iam:AttachRolePolicy',
      'iam:CreateRole',
      'iam:DeleteRolePermissionsBoundary',
      'iam:PassRole',
      'iam:PutRolePolicy',
      'iam:UpdateAssumeRolePolicy',
      'sts:AssumeRole',
    ],
  ],
  [['iam::ACCOUNT:policy/*'], ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion']],
  [['apprunner:*:ACCOUNT:service/*'], ['apprunner:CreateService', 'apprunner:UpdateService']],
  [
    ['autoscaling:*:ACCOUNT:autoScalingGroup:*'],
    ['autoscaling:CreateAutoScalingGroup', 'autoscaling:UpdateAutoScalingGroup'],
  ],
  [['autoscaling:*:ACCOUNT:launchConfiguration:*'], ['autoscaling:CreateLaunchConfiguration']],
  [['batch:*:ACCOUNT:job-definition/*'], ['batch:RegisterJobDefinition', 'batch:SubmitJob']],
  [['batch:*:ACCOUNT:job-queue/*'], ['batch:SubmitJob']],
  [
    ['bedrock-agentcore:*:ACCOUNT:runtime/*'],
    [
      'bedrock-agentcore:CreateAgentRuntimeEndpoint',
      'bedrock-agentcore:GetAgentRuntime',
      'bedrock-agentcore:InvokeAgentRuntimeCommand',
    ],
  ],
  [['bedrock-agentcore:*:ACCOUNT:workload-identity-directory/*'], ['bedrock-agentcore:CreateWorkloadIdentity']],
  // Interpreters and browsers of AWS itself (account `aws`) run without a role.
  [
    ['bedrock-agentcore:*:ACCOUNT:code-interpreter-custom/*'],
    ['bedrock-agentcore:InvokeCodeInterpreter', 'bedrock-agentcore:StartCodeInterpreterSession'],
  ],
  [['bedrock-agentcore:*:ACCOUNT:browser-custom/*'], ['bedrock-agentcore:StartBrowserSession']],
  [['braket:*:ACCOUNT:job/*'], ['braket:CreateJob']],
  [
    ['cloudformation:*:ACCOUNT:stack/*'],
    [
      'cloudformation:CreateChangeSet',
      'cloudformation:CreateStack',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:UpdateStack',
    ],
  ],
  [['cloudformation:*:ACCOUNT:stackset/*'], ['cloudformation:CreateStackInstances', 'cloudformation:UpdateStackSet']],
  [
    ['codebuild:*:ACCOUNT:project/*'],
    ['codebuild:CreateProject', 'codebuild:StartBuild', 'codebuild:StartBuildBatch', 'codebuild:UpdateProject'],
  ],
  [['codedeploy:*:ACCOUNT:deploymentgroup:*'], ['codedeploy:CreateDeployment']],
  [['codedeploy:*:ACCOUNT:deploymentconfig:*'], ['codedeploy:GetDeploymentConfig']],
  [['codedeploy:*:ACCOUNT:application:*'], ['codedeploy:RegisterApplicationRevision']],
  [['datapipeline:*:ACCOUNT:pipeline/*'], ['datapipeline:ActivatePipeline', 'datapipeline:PutPipelineDefinition']],
  [['dynamodb:*:ACCOUNT:table/*'], ['dynamodb:CreateTable', 'dynamodb:PutItem']],
  [
    ['ec2:*:ACCOUNT:instance/*'],
    [
      'ec2-instance-connect:SendSSHPublicKey',
      'ec2:AssociateIamInstanceProfile',
      'ec2:ModifyInstanceAttribute',
      'ec2:RunInstances',
      'ec2:StartInstances',
      'ec2:StopInstances',
    ],
  ],
  [['ec2:*::image/*'], ['ec2:RunInstances']],
  [['ec2:*:ACCOUNT:network-interface/*'], ['ec2:RunInstances']],
  [['ec2:*:ACCOUNT:security-group/*'], ['ec2:RunInstances']],
  [['ec2:*:ACCOUNT:subnet/*'], ['ec2:RunInstances']],
  [['ec2:*:ACCOUNT:launch-template/*'], ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate']],
  [['ec2:*:ACCOUNT:spot-instances-request/*'], ['ec2:RequestSpotInstances']],
  [
    ['ecs:*:ACCOUNT:cluster/*'],
    ['ecs:CreateCluster', 'ecs:DeregisterContainerInstance', 'ecs:ExecuteCommand', 'ecs:RegisterContainerInstance'],
  ],
  [['ecs:*:ACCOUNT:service/*'], ['ecs:CreateService', 'ecs:UpdateService']],
  [['ecs:*:ACCOUNT:task/*'], ['ecs:DescribeTasks', 'ecs:ExecuteCommand']],
  [['ecs:*:ACCOUNT:task-definition/*'], ['ecs:RegisterTaskDefinition', 'ecs:RunTask', 'ecs:StartTask']],
  [['emr-serverless:*:ACCOUNT:/applications/*'], ['emr-serverless:StartJobRun']],
  [['gamelift:*:ACCOUNT:build/*'], ['gamelift:RequestUploadCredentials']],
  [['glue:*:ACCOUNT:job/*'], ['glue:CreateJob', 'glue:StartJobRun', 'glue:UpdateJob']],
  [['glue:*:ACCOUNT:session/*'], ['glue:CreateSession', 'glue:RunStatement']],
  [['glue:*:ACCOUNT:trigger/*'], ['glue:CreateTrigger']],
  [['glue:*:ACCOUNT:devEndpoint/*'], ['glue:UpdateDevEndpoint']],
  [['imagebuilder:*:ACCOUNT:component/*'], ['imagebuilder:CreateComponent']],
  [['imagebuilder:*:ACCOUNT:image/*'], ['imagebuilder:CreateImage']],
  [['imagebuilder:*:ACCOUNT:image-recipe/*'], ['imagebuilder:CreateImageRecipe']],
  [['imagebuilder:*:ACCOUNT:infrastructure-configuration/*'], ['imagebuilder:CreateInfrastructureConfiguration']],
  [['kinesisanalytics:*:ACCOUNT:application/*'], ['kinesisanalytics:StartApplication']],
  [
    ['lambda:*:ACCOUNT:function:*'],
    [
      'lambda:AddPermission',
      'lambda:CreateFunction',
      'lambda:InvokeFunction',
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
    ],
  ],
  [['omics:*:ACCOUNT:run/*'], ['omics:StartRun']],
  [['s3:::*/*'], ['s3:GetObject']],
  [
    ['sagemaker:*:ACCOUNT:notebook-instance/*'],
    [
      'sagemaker:CreateNotebookInstance',
      'sagemaker:CreatePresignedNotebookInstanceUrl',
      'sagemaker:StartNotebookInstance',
      'sagemaker:StopNotebookInstance',
      'sagemaker:UpdateNotebookInstance',
    ],
  ],
  [['sagemaker:*:ACCOUNT:notebook-instance-lifecycle-config/*'], ['sagemaker:CreateNotebookInstanceLifecycleConfig']],
  [['sagemaker:*:ACCOUNT:processing-job/*'], ['sagemaker:CreateProcessingJob']],
  [['sagemaker:*:ACCOUNT:training-job/*'], ['sagemaker:CreateTrainingJob']],
  [['scheduler:*:ACCOUNT:schedule/*'], ['scheduler:CreateSchedule']],
  [['ssm:*:ACCOUNT:document/*'], ['ssm:CreateDocument']],
  // The documents of AWS (`AWS-RunShellScript`) have no account.
  [['ssm:*:*:document/*'], ['ssm:SendCommand']],
  [['ec2:*:ACCOUNT:instance/*', 'ssm:*:ACCOUNT:managed-instance/*'], ['ssm:SendCommand']],
  [['ec2:*:ACCOUNT:instance/*', 'ssm:*:ACCOUNT:managed-instance/*', 'ecs:*:ACCOUNT:task/*'], ['ssm:StartSession']],
  [['ssm:*:*:document/*', 'ssm:*:*:automation-definition/*'], ['ssm:StartAutomationExecution']],
  [
    ['sso:::instance/*'],
    [
      'sso:AttachManagedPolicyToPermissionSet',
      'sso:CreateAccountAssignment',
      'sso:CreatePermissionSet',
      'sso:PutInlinePolicyToPermissionSet',
    ],
  ],
  [
    ['sso:::permissionSet/*'],
    [
      'sso:AttachManagedPolicyToPermissionSet',
      'sso:CreateAccountAssignment',
      'sso:CreatePermissionSet',
      'sso:PutInlinePolicyToPermissionSet',
    ],
  ],
  [['sso:::account/*'], ['sso:CreateAccountAssignment']],
  [
    ['states:*:ACCOUNT:stateMachine:*'],
    ['states:CreateStateMachine', 'states:StartExecution', 'states:UpdateStateMachine'],
  ],
];

const byAction = new Map<string, Shapes[]>();
for (const [shapes, actions] of ROWS) {
  for (const action of actions) {
    const known = byAction.get(action);
    if (known === undefined) byAction.set(action, [shapes]);
    else known.push(shapes);
  }
}

const NOTHING: readonly Shapes[] = [['*']];

/** What an action, spelled as AWS does, is checked on: of each member one pattern of ARNs, with the account filled in. */
export const shapesOf = (action: string, partition: string, account: string): readonly Shapes[] =>
  (byAction.get(action) ?? NOTHING).map((shapes) =>
    shapes.map((shape) => (shape === '*' ? shape : `arn:${partition}:${shape.replace('ACCOUNT', account)}`)),
  );
