import type { PublicAccessBlockValue } from '../../model/facets.ts';

/** S3 Block Public Access as the SDK gives it, of a bucket, an account or an access point. */
interface Configuration {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

/** The four switches. Without a configuration, and where one leaves a switch out, it is off. */
export const readPublicAccessBlock = (configuration: Configuration | undefined): PublicAccessBlockValue => ({
  blockPublicAcls: configuration?.BlockPublicAcls ?? false,
  ignorePublicAcls: configuration?.IgnorePublicAcls ?? false,
  blockPublicPolicy: configuration?.BlockPublicPolicy ?? false,
  restrictPublicBuckets: configuration?.RestrictPublicBuckets ?? false,
});
