import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resource } from '../model/resource.ts';

/** The file of a snapshot directory that holds the header. */
export const headerFile = 'header.json';

const longestName = 80;

/**
 * Where a resource stands in a snapshot directory, with forward slashes: `<account>/<region>/<type>/<name>-<key>.json`. The name is
 * reduced to what every file system takes; the first eight digits of the key keep apart what then looks the same.
 */
export const resourceFile = (resource: Resource): string => fileWithKey(resource, resource.key.slice(0, 8));

/** Another name for the same file, for when the first is taken: it ends in the whole key. */
export const longResourceFile = (resource: Resource): string => fileWithKey(resource, resource.key);

const fileWithKey = ({ account, region, type, name }: Resource, key: string): string => {
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, longestName)
    .replace(/^[.-]+|[.-]+$/g, '');
  return `${account}/${region}/${typeFolder(type)}/${safe === '' ? 'unnamed' : safe}-${key}.json`;
};

/** `AWS::EC2::LaunchTemplate` is `ec2-launch-template`. */
const typeFolder = (type: string): string => {
  const [service, ...rest] = type.replace(/^AWS::/, '').split('::');
  return [service, ...rest.map((word) => word.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2'))]
    .join('-')
    .toLowerCase();
};

/** What a snapshot directory holds at each depth: anything else in one is not ours to remove. */
const expectedNames = [/^(\d{12}|header\.json)$/, /^[a-z0-9-]+$/, /^[a-z0-9-]+$/, /-([0-9a-f]{8}|[0-9a-f]{64})\.json$/];

/** A file or folder that no snapshot directory has, relative to it; `undefined` when there is none. */
export const foreignEntry = async (directory: string, depth = 0): Promise<string | undefined> => {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const isLeaf = depth === expectedNames.length - 1 || (depth === 0 && entry.name === headerFile);
    const fits = expectedNames[depth]?.test(entry.name) && (isLeaf ? entry.isFile() : entry.isDirectory());
    if (!fits) return entry.name;
    const inner = isLeaf ? undefined : await foreignEntry(join(directory, entry.name), depth + 1);
    if (inner !== undefined) return `${entry.name}/${inner}`;
  }
  return undefined;
};
