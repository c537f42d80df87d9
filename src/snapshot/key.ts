import { hash } from 'node:crypto';

/** The key that a resource's line begins with: SHA-256 of its ARN, 64 hexadecimal digits. */
export const resourceKey = (arn: string): string => hash('sha256', arn, 'hex');
