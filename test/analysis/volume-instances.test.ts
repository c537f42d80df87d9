import { describe, expect, it } from 'vitest';
import { volumeOnNitro } from '../../src/analysis/volume-instances.ts';
import { derived, gap, refusal, resource } from './resources.ts';

const volume = (...instances: readonly (string | null)[]) =>
  resource('AWS::EC2::Volume', 'arn:aws:ec2:eu-central-1:111122223333:volume/vol-1', {
    attachments: instances.map((instance) => ({
      instance,
      device: '/dev/xvda',
      state: 'attached',
      deleteOnTermination: true,
    })),
  });
const instance = (id: string, typeTraits: unknown) =>
  resource('AWS::EC2::Instance', `arn:aws:ec2:eu-central-1:111122223333:instance/${id}`, { typeTraits });
const nitro = instance('i-1', { ebsOptimized: 'default', nitro: true });
const xen = instance('i-2', { ebsOptimized: 'supported', nitro: false });

// https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html#io2-block-express
describe('whether a volume is attached to the Nitro System only', () => {
  it('is so where all its instances are built on it', () => {
    expect(derived(volumeOnNitro, volume('i-1'), [nitro, xen])).toBe(true);
    expect(derived(volumeOnNitro, volume('i-1', 'i-2'), [nitro, xen])).toBe(false);
  });

  it('is no question where there is no instance', () => {
    expect(derived(volumeOnNitro, volume(), [nitro])).toBeNull();
    expect(derived(volumeOnNitro, volume(null), [nitro])).toBeNull();
  });

  it('is not known where an instance is not, unless another decides it', () => {
    expect(derived(volumeOnNitro, volume('i-1', 'i-9'), [nitro])).toMatchObject({ code: 'NotInSnapshot' });
    expect(derived(volumeOnNitro, volume('i-9'), [], [gap('AWS::EC2::Instance')])).toEqual(refusal);
    expect(derived(volumeOnNitro, volume('i-1'), [instance('i-1', refusal)])).toEqual(refusal);
    expect(derived(volumeOnNitro, volume('i-9', 'i-2'), [xen])).toBe(false);
    const unread = resource('AWS::EC2::Volume', volume().arn, { attachments: refusal });
    expect(derived(volumeOnNitro, unread)).toEqual(refusal);
  });
});
