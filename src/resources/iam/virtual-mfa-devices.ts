import { IAMClient, paginateListVirtualMFADevices } from '@aws-sdk/client-iam';
import { given, shared } from '../live.ts';

/** The virtual MFA devices of the account that somebody has, root user and IAM users alike: one bulk answer for all. */
export const virtualMfaDevices = shared('iam:ListVirtualMFADevices', IAMClient, async (client, at) => {
  const rootArn = `arn:${at.partition}:iam::${at.account}:root`;
  const serialsOf = new Map<string, string[]>();
  const pages = paginateListVirtualMFADevices({ client, pageSize: 1000 }, { AssignmentStatus: 'Assigned' });
  for await (const { VirtualMFADevices } of pages) {
    for (const { SerialNumber, User } of given(VirtualMFADevices, 'the virtual MFA devices')) {
      const serial = given(SerialNumber, 'the serial number of an MFA device');
      // The console names the first device of the root user so; later ones carry names of their own, and only the user tells.
      const isOfRoot = User?.Arn === rootArn || serial.endsWith(':mfa/root-account-mfa-device');
      const owner = isOfRoot ? rootArn : given(User?.Arn, 'the user of a virtual MFA device');
      serialsOf.set(owner, [...(serialsOf.get(owner) ?? []), serial].sort());
    }
  }
  return { rootArn, serialsOf };
});
