import { Type } from 'typebox';
import { defineModel, Known, Nullable, Shape, Timestamp } from '../../../model/define.ts';

/** A rule of AWS Config. */
export const configRule = defineModel(
  'AWS::Config::ConfigRule',
  'A rule of AWS Config, managed by AWS or of your own.',
  {
    state: Known(['ACTIVE', 'EVALUATING', 'DELETING', 'DELETING_RESULTS']),
    definition: Shape(
      {
        owner: Known(['AWS', 'CUSTOM_LAMBDA', 'CUSTOM_POLICY']),
        identifier: Nullable(Type.String(), {
          description: 'What a managed rule is called (`S3_BUCKET_VERSIONING_ENABLED`), or the ARN of a function.',
        }),
      },
      { description: 'What decides the rule.' },
    ),
    createdBy: Nullable(Type.String(), {
      description: 'The AWS service that made and runs it (securityhub.amazonaws.com); null for one of your own.',
    }),
    maximumFrequency: Nullable(Known(['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours']), {
      description: 'How often resources are judged at most; null where only their changes count.',
    }),
    isProactiveOnly: Type.Boolean({
      description: 'It judges resources before they are made, when it is asked to, and those that exist never.',
    }),
    evaluation: Shape(
      {
        error: Nullable(Type.String(), {
          description: 'The code of the last error, which may be over; null where there was none.',
        }),
        succeededAt: Nullable(Timestamp(), {
          description: 'When resources were last judged; null where they never were.',
        }),
        isFailing: Type.Boolean({
          description: 'The latest attempt to run the rule, or to judge resources by it, failed.',
        }),
        activatedAt: Nullable(Timestamp(), {
          description: 'When the rule was first active; null where AWS does not say.',
        }),
      },
      { description: 'How AWS Config gets on with the rule (DescribeConfigRuleEvaluationStatus).' },
    ),
    remediation: Nullable(
      Shape({
        target: Type.String({ description: 'Name of the Systems Manager document that mends.' }),
        automatic: Type.Boolean({ description: 'It runs by itself and not only when somebody asks.' }),
      }),
      { description: 'What mends resources that do not comply; null where nothing does.' },
    ),
  },
);
