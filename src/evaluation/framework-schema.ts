import { Type } from 'typebox';

const words = (description: string) => Type.String({ pattern: '\\S', description });
const address = (description: string) => Type.String({ pattern: '^https://\\S+$', description });

/** The JSON Schema of a framework file: published as `schemas/framework.schema.json`. */
export const FrameworkFile = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
      description: 'Kebab-case, as `--framework` takes it; the name of its file.',
    }),
    title: words('What the standard is called.'),
    version: words('Which edition of it, in quotes.'),
    source: address('Where it is published.'),
    requirements: Type.Array(
      Type.Object(
        {
          id: words('As the standard numbers it, in quotes where it looks like a number.'),
          title: words('What it asks for, in half a sentence; in your own words where its text is not free.'),
          page: Type.Optional(address('Where it can be read, if that is another page than the source.')),
          policies: Type.Array(Type.String(), {
            uniqueItems: true,
            description: 'Ids of the policies that decide it; empty where none does, which reports say.',
          }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, description: 'Those on the services in scope, whether a policy decides them or not.' },
    ),
  },
  { additionalProperties: false, $id: 'framework.schema.json', title: 'datawarden framework' },
);
