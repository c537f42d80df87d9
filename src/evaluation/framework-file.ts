import type { Static } from 'typebox';
import { FrameworkError } from '../errors.ts';
import type { Framework } from '../model/framework.ts';
import { nearest } from '../model/nearest.ts';
import type { Policy } from '../model/policy.ts';
import { FrameworkFile } from './framework-schema.ts';
import { type FileKind, readYaml } from './yaml-file.ts';

const kind: FileKind = { schema: FrameworkFile, noun: 'the framework', error: FrameworkError };

/**
 * Reads one framework from YAML text. Policies may be named by an older id; the framework that is returned has their ids of today.
 * @param policies all that it may name.
 * @throws FrameworkError with file, line and column where the text is not YAML, does not follow the schema, has a requirement twice or
 * names a policy that does not exist.
 */
export const parseFramework = (
  text: string,
  file: string,
  policies: Iterable<Pick<Policy, 'id' | 'aliases'>>,
): Framework => {
  const { data, locate } = readYaml(text, file, kind);
  const { requirements, ...rest } = data as Static<typeof FrameworkFile>;
  const fail = (message: string, path: readonly (string | number)[]): never => {
    throw new FrameworkError(message, { position: { file, ...locate(path) } });
  };

  const idOf = new Map<string, string>();
  for (const { id, aliases } of policies) for (const name of [id, ...aliases]) idOf.set(name, id);
  const seen = new Set<string>();
  return {
    ...rest,
    requirements: requirements.map(({ id, title, page, policies: named }, index) => {
      if (seen.has(id)) fail(`requirement \`${id}\` stands here twice`, ['requirements', index, 'id']);
      seen.add(id);
      const ids = named.map((name, at) => {
        const found = idOf.get(name);
        if (found !== undefined) return found;
        const close = nearest(name, [...idOf.keys()]);
        return fail(
          `there is no policy \`${name}\`${close ? `: did you mean \`${close}\`?` : '; see `datawarden policies list`'}`,
          ['requirements', index, 'policies', at],
        );
      });
      return { id, title, page: page ?? null, policies: [...new Set(ids)] };
    }),
  };
};
