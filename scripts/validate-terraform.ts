// Validates the Terraform of every policy's remediation with the real Terraform and AWS provider, and notes which texts were found valid:
// `node scripts/run.mjs scripts/validate-terraform.ts [PLUGIN-DIR]`. A test holds the policies against the notes.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePolicy } from '../src/evaluation/compile-policy.ts';
import { exampleInput } from '../src/evaluation/examples.ts';
import { catalogue } from '../src/pipeline/catalogue.ts';
import { shippedPolicyFiles } from './policy-sources.ts';

interface Block {
  readonly attributes?: Readonly<Record<string, { readonly type?: unknown; readonly required?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { readonly min_items?: number; readonly block: Block }>>;
}

interface Schemas {
  readonly resources: Readonly<Record<string, { readonly block: Block }>>;
  readonly data: Readonly<Record<string, { readonly block: Block }>>;
}

/** The version that the texts are written for. */
const PROVIDER = '5.100.0';
const NOTES = 'test/remediation/terraform-validated.json';

/** Values that are not known while a configuration is validated: whatever is asked of them, they fulfil it. */
const TYPES: Readonly<Record<string, string>> = {
  text: 'string',
  figure: 'number',
  flag: 'bool',
  texts: 'list(string)',
  map: 'map(string)',
};
const VARIABLES = Object.entries(TYPES)
  .map(([name, type]) => `variable "${name}" { type = ${type} }\n`)
  .join('');

const unknownOf = (type: unknown): string => {
  if (type === 'string') return 'var.text';
  if (type === 'number') return 'var.figure';
  if (type === 'bool') return 'var.flag';
  const [kind] = Array.isArray(type) ? (type as readonly unknown[]) : [];
  return kind === 'map' ? 'var.map' : 'var.texts';
};

/** What a block has to have and does not have. */
const missingIn = ({ attributes = {}, block_types = {} }: Block, has: ReadonlySet<string>): string =>
  [
    ...Object.entries(attributes).flatMap(([name, { type, required }]) =>
      required === true && !has.has(name) ? [`${name} = ${unknownOf(type)}`] : [],
    ),
    ...Object.entries(block_types).flatMap(([name, { min_items = 0, block }]) =>
      min_items > 0 && !has.has(name) ? [`${name} {\n${missingIn(block, new Set())}\n}`] : [],
    ),
  ].join('\n');

/** What a resource has to have though its schema does not say so. */
const BEYOND: Readonly<Record<string, string>> = {
  aws_ebs_volume: 'size = var.figure',
  aws_instance: 'ami = var.text\ninstance_type = var.text',
};

/** The reader's own part, which `# ...` stands for in a block of the outermost level. */
const completed = (text: string, schemas: Schemas): string =>
  text.replace(/^resource "(\w+)" "\w+" \{\n((?:(?!^\}).*\n)*)\}/gm, (whole, type: string, body: string) => {
    if (!/^ {2}# \.\.\.$/m.test(body)) return whole;
    const schema = schemas.resources[type];
    const has = new Set([...body.matchAll(/^ {2}(\w+)\s*(?:=|\{)/gm)].map(([, name]) => name ?? ''));
    return schema === undefined
      ? whole
      : whole.replace(/^ {2}# \.\.\.$/m, `${missingIn(schema.block, has)}\n${BEYOND[type] ?? ''}`);
  });

/** Other things that the text names and leaves to the reader. */
const stubs = (text: string, schemas: Schemas): string => {
  const declared = new Set(
    [...text.matchAll(/^(resource|data) "(\w+)" "(\w+)"/gm)].map(([, kind, type, name]) => `${kind} ${type} ${name}`),
  );
  const named = [
    ...[...text.matchAll(/(?<![.\w"])(aws_\w+)\.(\w+)\b/g)].map(([, type, name]) => ['resource', type, name] as const),
    ...[...text.matchAll(/(?<![.\w"])data\.(aws_\w+)\.(\w+)\b/g)].map(
      ([, type, name]) => ['data', type, name] as const,
    ),
  ];
  const missing = new Map(named.map((one) => [one.join(' '), one]));
  const made = [...missing].flatMap(([key, [kind, type = '', name]]) => {
    const schema = (kind === 'data' ? schemas.data : schemas.resources)[type];
    if (declared.has(key) || schema === undefined) return [];
    return [`${kind} "${type}" "${name}" {\n${missingIn(schema.block, new Set())}\n}\n`];
  });
  const variables = new Set([...`${text}${made.join('')}`.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name ?? ''));
  const own = [...variables].map((name) => `variable "${name}" { type = ${TYPES[name] ?? 'string'} }\n`);
  return [...made, ...own].join('');
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const terraform = (folder: string, ...args: readonly string[]): string =>
  execFileSync('terraform', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const snippets = shippedPolicyFiles().flatMap((source) => {
  const { terraform: text } = source.policy.remediation;
  if (text === undefined) return [];
  const [rule] = compilePolicy(source, catalogue());
  const [example] = source.policy.examples.fail;
  if (rule === undefined || example === undefined) throw new Error(`${source.policy.id} has no failing example`);
  const filled = rule.remediation.terraform?.fill(exampleInput(rule, example, example.facts)) ?? '';
  // What the example leaves open.
  const open = filled.replaceAll('"unknown"', 'var.text');
  return [{ id: source.policy.id, text, filled: open }];
});

const [plugins = '/opt/tf-plugins'] = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'datawarden-terraform-'));
try {
  const provider = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "${PROVIDER}"
    }
  }
}
`;
  writeFileSync(join(root, 'provider.tf'), provider);
  terraform(root, 'init', '-input=false', `-plugin-dir=${plugins}`);
  const { provider_schemas } = JSON.parse(terraform(root, 'providers', 'schema', '-json')) as {
    readonly provider_schemas: Readonly<
      Record<string, { readonly resource_schemas: Schemas['resources']; readonly data_source_schemas: Schemas['data'] }>
    >;
  };
  const aws = provider_schemas['registry.terraform.io/hashicorp/aws'];
  if (aws === undefined) throw new Error('the provider has no schema');
  const schemas = { resources: aws.resource_schemas, data: aws.data_source_schemas };
  // A module for each, so that one start of the provider validates all of them.
  const calls: string[] = [];
  for (const { id, filled } of snippets) {
    const module = join(root, id);
    mkdirSync(module);
    const text = completed(filled, schemas);
    writeFileSync(join(module, 'main.tf'), text);
    // Variables of a module need values; those of the root are not known.
    const rest = stubs(text, schemas);
    writeFileSync(join(module, 'rest.tf'), rest + provider);
    const given = [...rest.matchAll(/^variable "(\w+)"/gm)].map(
      ([, name = '']) => `  ${name} = var.${name in TYPES ? name : 'text'}\n`,
    );
    calls.push(`module "${id}" {\n  source = "./${id}"\n${given.join('')}}\n`);
  }
  writeFileSync(join(root, 'main.tf'), VARIABLES + calls.join(''));
  terraform(root, 'init', '-input=false', `-plugin-dir=${plugins}`);
  const { stdout } = spawnSync('terraform', ['validate', '-json'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const { diagnostics } = JSON.parse(stdout) as {
    readonly diagnostics: readonly {
      readonly severity: string;
      readonly summary: string;
      readonly detail: string;
      readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
      readonly snippet?: { readonly code: string };
    }[];
  };
  const invalid = new Set<string>();
  for (const { severity, summary, detail, range, snippet } of diagnostics) {
    if (severity !== 'error') continue;
    const [id = ''] = range?.filename.split('/') ?? [];
    invalid.add(id);
    console.log(
      `${range?.filename}:${range?.start.line}: ${summary}: ${detail.split('\n')[0]}\n    ${snippet?.code.trim()}`,
    );
  }
  const notes = Object.fromEntries(
    snippets.filter(({ id }) => !invalid.has(id)).map(({ id, text }) => [id, hashOf(text)]),
  );
  writeFileSync(NOTES, `${JSON.stringify({ provider: PROVIDER, valid: notes }, null, 2)}\n`);
  console.log(`${snippets.length - invalid.size} of ${snippets.length} are valid`);
  process.exitCode = invalid.size > 0 ? 1 : 0;
} finally {
  if (!process.argv.includes('--keep')) rmSync(root, { recursive: true, force: true });
}
