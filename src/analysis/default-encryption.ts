import { Type } from 'typebox';
import { type DerivedFact, defineDerived, type Underivable } from '../model/derived.ts';
import { regionalSetting, settingOf } from './regional-setting.ts';

/** Whether the Region encrypts the volumes of a launch template that says nothing about it. */
export const defaultEncryption: DerivedFact = defineDerived({
  type: 'AWS::EC2::LaunchTemplate',
  path: 'encryption.byDefault',
  schema: Type.Boolean({ description: 'Whether EBS encryption by default is on in the Region of the template.' }),
  reads: [],
  relation: regionalSetting('AWS::EC2::EBSEncryptionByDefault', 'encryption.byDefault'),
  derive: (template, settings) => settingOf(settings, template, 'EBS encryption by default') as boolean | Underivable,
});
