/** How bad a failing policy is, mildest first. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** The severity one level worse; critical stays. */
export const raiseSeverity = (severity: Severity): Severity => severities[severities.indexOf(severity) + 1] ?? severity;

/** What a policy is about. */
export const categories = [
  'public-access',
  'least-privilege',
  'encryption-at-rest',
  'encryption-in-transit',
  'network',
  'recovery',
  'lifecycle',
  'logging',
  'data-sensitivity',
  'configuration',
  'cost',
] as const;
export type Category = (typeof categories)[number];

/** The types a parameter can have. `days` is a `duration` in expressions. */
export const parameterTypes = ['boolean', 'integer', 'string', 'strings', 'days'] as const;
export type ParameterType = (typeof parameterTypes)[number];
export type ParameterValue = boolean | number | string | readonly string[];

/** A knob of a policy, with the default that its named standard asks for. */
export interface Parameter {
  readonly type: ParameterType;
  readonly default: ParameterValue;
  readonly description: string;
}

/** One example: the facts it states (all others are unknown) and what they are judged with. */
export interface Example {
  /** What the example shows, where that is not plain. */
  readonly name?: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** RFC 3339: the moment ages are measured from. */
  readonly now?: string;
  /** Region or account where the policy asks for them. */
  readonly resource?: Readonly<Record<string, string>>;
}

/** How a finding is mended. `{name}` and other placeholders are filled in from the resource. */
export interface Remediation {
  readonly text?: string;
  readonly cli?: string;
  readonly terraform?: string;
  readonly cloudformation?: string;
}

/** One requirement on one or more resource types, as its YAML file says it. */
export interface Policy {
  readonly id: string;
  /** Older ids that still select it. */
  readonly aliases: readonly string[];
  readonly title: string;
  /** The resource types it applies to. */
  readonly resources: readonly string[];
  readonly severity: Severity;
  readonly category: Category;
  /** CEL: where it is false the verdict is `not-applicable`. */
  readonly when: string | null;
  /** CEL: true passes, false fails. */
  readonly require: string;
  /** The fact a finding points at. */
  readonly at: string;
  /** Template of what is wrong, with `{placeholders}`. */
  readonly message: string;
  readonly why: string;
  readonly remediation: Remediation;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly references: readonly string[];
  readonly examples: {
    readonly pass: readonly Example[];
    readonly fail: readonly Example[];
    readonly unknown: readonly Example[];
    readonly 'not-applicable': readonly Example[];
  };
}
