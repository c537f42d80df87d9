import { type Method, method, on } from './method.ts';

/** Methods that use, or change, something that already runs with a stronger role. */
export const STRONGER_RESOURCE_METHODS: readonly Method[] = [
  method('apprunner-002', 'has a service of App Runner run another image', on('stronger', 'apprunner:UpdateService')),
  method(
    'create-auto-scaling-group',
    'starts instances from a launch template or configuration that names a stronger role',
    on('stronger', 'autoscaling:CreateAutoScalingGroup'),
  ),
  method('batch-submit-job', 'runs a command of its own in a job definition', on('stronger', 'batch:SubmitJob')),
  method(
    'agentcore-browser-session',
    'opens a session of a browser of Bedrock AgentCore and takes it over',
    on('stronger', 'bedrock-agentcore:StartBrowserSession', 'bedrock-agentcore:ConnectBrowserAutomationStream'),
  ),
  method(
    'agentcore-runtime-command',
    'runs a command in a runtime of Bedrock AgentCore',
    on('stronger', 'bedrock-agentcore:InvokeAgentRuntimeCommand'),
  ),
  method(
    'bedrock-002',
    'runs code in a code interpreter of Bedrock AgentCore',
    on('stronger', 'bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'),
  ),
  method(
    'cloudformation-002',
    'has the role of a stack make what it likes',
    on('stronger', 'cloudformation:UpdateStack'),
  ),
  method(
    'cloudformation-005',
    'has the role of a stack make what it likes through a change set',
    on('stronger', 'cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'),
  ),
  method(
    'codebuild-002',
    'builds a project with a build specification of its own',
    on('stronger', 'codebuild:StartBuild'),
  ),
  method(
    'codebuild-003',
    'builds a project in a batch with a build specification of its own',
    on('stronger', 'codebuild:StartBuildBatch'),
  ),
  method(
    'codedeploy-create-deployment',
    'deploys a revision with scripts of its own onto instances',
    on(
      'stronger',
      'codedeploy:CreateDeployment',
      'codedeploy:GetDeploymentConfig',
      'codedeploy:RegisterApplicationRevision',
    ),
  ),
  method(
    'ec2-002',
    'stops an instance, changes its user data and starts it again',
    on('stronger', 'ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'),
  ),
  method(
    'ec2-004',
    'changes the user data of a launch template that is in use',
    on('stronger', 'ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'),
  ),
  method(
    'ec2instanceconnect-003',
    'pushes an SSH key to an instance and logs in',
    on('stronger', 'ec2-instance-connect:SendSSHPublicKey', 'ec2:DescribeInstances'),
  ),
  method('ecs-006', 'opens a shell in a running task', on('stronger', 'ecs:ExecuteCommand', 'ecs:DescribeTasks')),
  method('glue-002', 'puts its SSH key on a development endpoint of Glue', on('stronger', 'glue:UpdateDevEndpoint')),
  method('lambda-003', 'replaces the code of a function', on('stronger', 'lambda:UpdateFunctionCode')),
  method(
    'lambda-004',
    'replaces the code of a function and calls it',
    on('stronger', 'lambda:UpdateFunctionCode', 'lambda:InvokeFunction'),
  ),
  method(
    'lambda-005',
    'replaces the code of a function and lets itself call it',
    on('stronger', 'lambda:UpdateFunctionCode', 'lambda:AddPermission'),
  ),
  method(
    'update-function-configuration',
    "adds a layer with code of its own to a function, or changes the function's handler",
    on('stronger', 'lambda:UpdateFunctionConfiguration'),
  ),
  method(
    'sagemaker-004',
    'opens a notebook through a presigned address',
    on('stronger', 'sagemaker:CreatePresignedNotebookInstanceUrl'),
  ),
  method(
    'sagemaker-005',
    'has a notebook run a start script of its own',
    on('new', 'sagemaker:CreateNotebookInstanceLifecycleConfig'),
    on(
      'stronger',
      'sagemaker:StopNotebookInstance',
      'sagemaker:UpdateNotebookInstance',
      'sagemaker:StartNotebookInstance',
    ),
  ),
  method('ssm-001', 'opens a shell on an instance', on('stronger', 'ssm:StartSession')),
  method('ssm-002', 'runs a command on an instance', on('stronger', 'ssm:SendCommand')),
  method(
    'update-state-machine',
    'rewrites a state machine and starts it',
    on('stronger', 'states:UpdateStateMachine', 'states:StartExecution'),
  ),
];
